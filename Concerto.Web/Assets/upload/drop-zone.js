// Files dropped or pasted anywhere on a page that says where they go, or picked with its button.
import { busy, toast } from '../shell.js';
import { element, escape, icon } from '../dom.js';
import { dropped, sift } from './files.js';
import { plan } from './plan.js';

/** Where files go on this page: `[data-drop]` says so in words and carries song, project, or nothing for a project that is chosen. */
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
  if (zone()) dropped(event.dataTransfer).then(offer);
  else toast('Files can’t be dropped here. Open a project in which you may upload.', { bad: true });
});
addEventListener('paste', event => {
  const files = [...(event.clipboardData?.files ?? [])];
  if (!files.length || !zone()) return;
  event.preventDefault();
  offer(files);
});

document.addEventListener('change', event => {
  if (!event.target.matches('input[type=file][data-files]')) return;
  const files = [...event.target.files];
  event.target.value = '';
  offer(files);
});

let planning = false;

async function offer(all) {
  const here = zone();
  if (!here) return;
  if (planning || document.querySelector('dialog[open]')) return toast('Finish what is open first, then add more files.', { bad: true });
  const { files, out } = sift(all);
  if (files.length) {
    planning = true;
    busy(1);
    return plan(files, out, { ...here.dataset }, () => busy(-1)).finally(() => (planning = false));
  }
  for (const { file, why } of out.slice(0, 4)) toast(`${file.name} ${why}.`, { bad: true });
  if (out.length > 4) toast(`${out.length - 4} more of these files can’t be sent either.`, { bad: true });
  if (out.length === 0) toast('There is no recording in there.', { bad: true });
}
