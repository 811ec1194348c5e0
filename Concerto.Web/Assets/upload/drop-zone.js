// Files dropped anywhere on a page that says where they go, or picked with its button. One sees and names them before they start.
import { toast } from '../shell.js';
import { ask } from '../dialogs.js';
import { bytes, element, escape, icon } from '../dom.js';
import { dock } from './dock.js';
import { Uploader } from './uploader.js';

/** The largest file that the server takes: in bytes, and in words. */
const { most, mostSaid } = document.documentElement.dataset;

/** Where files go on this page: `[data-drop]` says so in words and carries song, project, or nothing for a project by name. */
const zone = () => document.querySelector('[data-drop]:not([data-drop=""])');

let over = null;
let depth = 0;
const hasFiles = event => event.dataTransfer?.types.includes('Files');
const leave = () => { depth = 0; over?.remove(); over = null; };

addEventListener('dragenter', event => {
  if (!hasFiles(event) || !zone()) return;
  event.preventDefault();
  depth++;
  if (over) return;
  over = element(`<div class="drop-target" aria-hidden="true"><p>${icon('audio-lines')}${escape(zone().dataset.drop)}</p></div>`);
  document.body.append(over);
});
addEventListener('dragover', event => { if (hasFiles(event)) event.preventDefault(); });
addEventListener('dragleave', event => { if (over && --depth <= 0) leave(); });
addEventListener('drop', event => {
  if (!hasFiles(event)) return;
  event.preventDefault(); // never let the browser leave the page for a file
  leave();
  if (zone()) offer([...event.dataTransfer.files]);
});

document.addEventListener('change', event => {
  if (!event.target.matches('input[type=file][data-files]')) return;
  const files = [...event.target.files];
  event.target.value = '';
  offer(files);
});

/** A file's name without its ending, as a song's name. */
const songName = file => file.name.replace(/\.[a-z0-9]{2,5}$/i, '').replace(/_/g, ' ').trim().slice(0, 200) || file.name;
const same = (a, b) => a.normalize('NFKC').trim().toLowerCase() === b.normalize('NFKC').trim().toLowerCase();

async function offer(files) {
  const here = zone();
  if (!here) return;
  const empty = files.filter(file => file.size === 0), large = files.filter(file => file.size > Number(most));
  for (const file of empty) toast(`${file.name} is empty.`, { bad: true });
  for (const file of large) toast(`${file.name} has ${bytes(file.size)}; at most ${mostSaid} can be sent.`, { bad: true });
  files = files.filter(file => !empty.includes(file) && !large.includes(file));
  if (files.length === 0) return;

  const { songId, songName: song, projectId } = here.dataset;
  const projects = [...document.querySelectorAll('[data-project-name]:not([data-project-name=""])')].map(row => row.dataset.projectName);
  const songs = [...document.querySelectorAll('[data-song-name]')].map(row => row.dataset.songName);
  const form = element(`<form method="dialog" class="send">
    <h2>${songId ? `A new version of ${escape(song)}` : files.length === 1 ? 'Upload a recording' : `Upload ${files.length} recordings`}</h2>
    ${!songId && !projectId ? `<div class="field"><label for="send-project">Project</label><input class="input" id="send-project" name="project" required maxlength="200" list="send-projects" value="${escape(projects[0] ?? 'Demos')}" autocomplete="off">
      <datalist id="send-projects">${projects.map(name => `<option value="${escape(name)}">`).join('')}</datalist>
      <p class="hint">One of yours, or a new one by this name.</p></div>` : ''}
    <ul class="send-list"></ul>
    <div class="actions end"><button class="button quiet" type="button" data-cancel>Not now</button><button class="button primary" value="send">${icon('upload')}Upload</button></div></form>`);

  for (const [index, file] of files.entries()) {
    const item = element(songId
      ? `<li class="send-item"><div class="field"><label for="send-${index}">Label for ${escape(file.name)}</label><input class="input" id="send-${index}" maxlength="200" placeholder="Such as “less reverb”; may stay empty" autocomplete="off"></div></li>`
      : `<li class="send-item"><div class="field"><label class="visually-hidden" for="send-${index}">Song</label><input class="input" id="send-${index}" required maxlength="200" value="${escape(songName(file))}" autocomplete="off"></div></li>`);
    item.append(element(`<button type="button" class="button quiet small only-icon" aria-label="Leave out ${escape(file.name)}" title="Leave out">${icon('x')}</button>`), element(`<p class="hint"></p>`));
    item.file = file;
    const input = item.querySelector('input'), hint = item.querySelector('.hint');
    const tell = () => {
      const known = songs.find(name => same(name, input.value));
      hint.textContent = `${bytes(file.size)} · ${songId ? file.name : known ? `a new version of ${known}` : projectId ? 'a new song' : file.name}`;
    };
    input.addEventListener('input', tell);
    tell();
    item.querySelector('button').addEventListener('click', () => {
      item.remove();
      if (!form.querySelector('.send-item')) form.closest('dialog').close();
    });
    form.querySelector('.send-list').append(item);
  }

  const answer = ask(form);
  form.querySelector('input')?.select();
  if ((await answer) !== 'send') return;
  const project = form.elements.project?.value.trim();
  dock.add([...form.querySelectorAll('.send-item')].map(item => {
    const typed = item.querySelector('input').value.trim();
    return songId
      ? new Uploader(item.file, { songId }, song, typed || null)
      : new Uploader(item.file, projectId ? { projectId, songName: typed } : { projectName: project, songName: typed }, typed);
  }));
}
