// Before anything is sent one sees what becomes of each file: a new song, or a new version of which song; and may say otherwise. The server reads the
// names and knows the songs, by the same rules as the upload itself; here it is only shown, and asked again when something was changed.
import { toast } from '../shell.js';
import { ask } from '../dialogs.js';
import { graphql } from '../graphql.js';
import { bytes, element, escape, icon, kept } from '../dom.js';
import { dock } from './dock.js';
import { Uploader } from './uploader.js';

const PLAN = `query($files: [FileToPlan!]!, $songId: ID, $projectId: ID, $projectName: String) {
  uploadPlan(files: $files, songId: $songId, projectId: $projectId, projectName: $projectName) { project { id } songs { id name } files { song { id } songName label versionNumber take problem } } }`;
const PROJECTS = `query($after: String) { viewer { id } projects(first: 100, after: $after) { nodes { id name viewerRole owner { id name } } pageInfo { hasNextPage endCursor } } }`;
const WAIT_MS = 300, MOST_PROJECTS = 500;

/** The projects that one may upload to, one's own first. */
async function projectsToWrite() {
  const found = [];
  let me, page = { hasNextPage: true, endCursor: null };
  while (page.hasNextPage && found.length < MOST_PROJECTS) {
    const { viewer, projects } = await graphql(PROJECTS, { after: page.endCursor });
    me = viewer.id;
    found.push(...projects.nodes.filter(project => ['OWNER', 'EDITOR'].includes(project.viewerRole)));
    page = projects.pageInfo;
  }
  return [...found.filter(project => project.owner.id === me), ...found.filter(project => project.owner.id !== me).map(project => ({ ...project, name: `${project.name} (${project.owner.name}’s)` }))];
}

/**
 * @param {File[]} files
 * @param {{file: File, why: string}[]} out  what is left out, and why
 * @param {{songId?: string, songName?: string, projectId?: string}} where  what the page says of itself
 * @param {() => void} known  called once it is known what becomes of them, or that it can't be
 */
export async function plan(files, out, where, known) {
  let projects = [];
  if (!where.songId && !where.projectId) {
    try {
      projects = await projectsToWrite();
    } catch (fault) {
      known();
      return toast(`${fault.message} Your files have not been touched; drop them again in a moment.`, { bad: true });
    }
  }
  await new Plan(files, out, where, projects).confirm(known);
}

class Plan {
  /** @type {Row[]} */
  rows = [];
  songs = [];
  /** Somebody has pressed or typed something in it; that the dialog put the focus somewhere is not work. */
  #atWork = false;
  #asked = 0;
  #timer = 0;
  #running = Promise.resolve();

  constructor(files, out, where, projects) {
    Object.assign(this, { where, projects });
    const one = files.length === 1, of = where.songId ? `of ${escape(where.songName ?? 'this song')}` : '';
    this.form = element(`<form method="dialog" class="send" novalidate>
      <h2 tabindex="-1" autofocus>${where.songId ? (one ? `A new version ${of}` : `${files.length} new versions ${of}`) : one ? 'Upload a recording' : `Upload ${files.length} recordings`}</h2>
      ${where.songId || where.projectId ? '' : this.#projectFields()}
      <p class="send-sum small muted" role="status"></p>
      <ul class="send-list"></ul>
      ${out.length ? `<div class="send-out"><h3>${icon('circle-alert')}Left out</h3><ul>${out.map(({ file, why }) => `<li><b>${escape(file.name)}</b> ${escape(why)}.</li>`).join('')}</ul></div>` : ''}
      <p class="error send-fault" role="alert" hidden>${icon('wifi-off')}<span></span></p>
      <div class="actions end"><button class="button quiet" type="button" data-cancel>Not now</button><button class="button primary" type="submit">${icon('upload')}Upload</button></div></form>`);
    this.rows = files.map((file, index) => new Row(this, file, index));
    this.#list();
    this.form.querySelector('.send-sum').textContent = 'Reading the names…';
    this.form.addEventListener('submit', event => {
      event.preventDefault();
      this.#send();
    });
    for (const type of ['keydown', 'pointerdown', 'input']) this.form.addEventListener(type, () => (this.#atWork = true));
    this.form.elements.project?.addEventListener('change', () => { this.#chooseProject(); this.ask(); });
    this.form.elements.projectName?.addEventListener('input', () => this.ask(WAIT_MS));
    this.#chooseProject();
  }

  /** Shows the plan; whatever is confirmed goes to the dock. */
  async confirm(known) {
    const first = this.ask().finally(known);
    await Promise.race([first, new Promise(resolve => setTimeout(resolve, 600))]); // mostly it is there at once, and nothing jumps
    const answer = ask(this.form);
    first.then(() => this.#atWork || this.form.querySelector('select, input:not([type=hidden])')?.focus());
    if ((await answer) !== 'send') return;
    kept.set('project', this.target.projectId ?? null);
    dock.add(this.rows.map(row => row.uploader()));
  }

  remove(row) {
    const at = this.rows.indexOf(row);
    this.rows = this.rows.filter(other => other !== row);
    row.element.remove();
    if (!this.rows.length) return this.form.closest('dialog').close();
    (this.rows[at] ?? this.rows.at(-1)).element.querySelector('.leave-out').focus();
    this.ask();
  }

  /** The target that all of them have in common. */
  get target() {
    const { songId, projectId } = this.where;
    if (songId) return { songId };
    if (projectId) return { projectId };
    const chosen = this.form.elements.project?.value;
    return chosen ? { projectId: chosen } : { projectName: this.form.elements.projectName.value.trim() };
  }

  /** Asks what would become of them now; the last answer counts. */
  ask(wait = 0) {
    clearTimeout(this.#timer);
    const number = ++this.#asked;
    this.#running = new Promise(resolve => { this.#timer = setTimeout(resolve, wait); }).then(() => this.#ask(number));
    return this.#running;
  }

  async #ask(number, sorted = false) {
    const fault = this.form.querySelector('.send-fault');
    try {
      const { uploadPlan } = await graphql(PLAN, { files: this.rows.map(row => row.said), ...this.target });
      if (number !== this.#asked) return this.#running;
      if (!uploadPlan) throw new Error('You can’t upload here any more. It may have been deleted, or is no longer shared with you.');
      fault.hidden = true;
      this.songs = uploadPlan.songs;
      uploadPlan.files.forEach((planned, i) => this.rows[i].show(planned));
      if (!sorted && this.#sort()) { // the numbers change with the order
        for (const row of this.rows) row.wait();
        return this.#ask(number, true);
      }
    } catch (e) {
      if (number !== this.#asked) return this.#running;
      fault.querySelector('span').textContent = e.message;
      fault.hidden = false;
      for (const row of this.rows) row.show(null);
    }
    this.#sum();
  }

  /** Files of one song stand together, the lower number first: that is the order in which they become versions. Once somebody is at work on them, nothing moves. */
  #sort() {
    if (this.#atWork) return false;
    const firstOf = new Map();
    this.rows.forEach((row, i) => { if (!firstOf.has(row.songKey)) firstOf.set(row.songKey, i); });
    const before = [...this.rows];
    this.rows.sort((a, b) => firstOf.get(a.songKey) - firstOf.get(b.songKey) || (a.songKey === b.songKey ? (a.planned.take ?? 0) - (b.planned.take ?? 0) || a.file.lastModified - b.file.lastModified : 0));
    if (before.every((row, i) => row === this.rows[i])) return false;
    this.#list();
    return true;
  }

  #list() { this.form.querySelector('.send-list').replaceChildren(...this.rows.map(row => row.element)); }

  #sum() {
    const fresh = new Set(this.rows.filter(row => row.planned && !row.planned.song).map(row => row.planned.songName)).size, versions = this.rows.filter(({ planned }) => planned && (planned.song || planned.versionNumber > 1)).length;
    const say = (n, word) => n && `${n} ${word}${n === 1 ? '' : 's'}`;
    const size = bytes(this.rows.reduce((sum, row) => sum + row.file.size, 0));
    const sum = this.form.querySelector('.send-sum'), said = `${[say(fresh, 'new song'), say(versions, 'new version')].filter(Boolean).join(', ') || say(this.rows.length, 'file')} · ${size}`;
    if (sum.textContent !== said) sum.textContent = said; // it is read out
  }

  async #send() {
    const button = this.form.querySelector('[type=submit]');
    button.disabled = true;
    for (let waited; waited !== this.#asked;) { waited = this.#asked; await this.#running; }
    button.disabled = false;
    const nameless = this.form.elements.projectName;
    if (!this.form.elements.project?.value && nameless && !nameless.value.trim()) return nameless.focus();
    const wrong = this.rows.find(row => row.planned?.problem);
    if (wrong) return wrong.focus();
    this.form.closest('dialog').close('send');
  }

  #projectFields() {
    if (!this.projects.length) return `<div class="field"><label for="send-project-name">Project</label><input class="input" id="send-project-name" name="projectName" maxlength="200" value="Demos" autocomplete="off"></div>`;
    const shown = document.querySelector('[data-project]')?.dataset.project, last = kept.get('project');
    const chosen = [last, shown].find(id => this.projects.some(project => project.id === id)) ?? this.projects[0].id;
    return `<div class="send-project"><div class="field"><label for="send-project">Project</label><select class="input" id="send-project" name="project">
      ${this.projects.map(({ id, name }) => `<option value="${id}"${id === chosen ? ' selected' : ''}>${escape(name)}</option>`).join('')}<option value="">A new one…</option></select></div>
      <div class="field"><label for="send-project-name">Its name</label><input class="input" id="send-project-name" name="projectName" maxlength="200" autocomplete="off"></div></div>`;
  }

  #chooseProject() {
    const { project, projectName } = this.form.elements;
    if (!project) return;
    const made = project.value === '', was = projectName.closest('.field').hidden;
    projectName.closest('.field').hidden = !made;
    if (made && was && projectName.isConnected) projectName.focus();
  }
}

/** One file of the plan. */
class Row {
  /** What the server says of it; null while it could not be asked. */
  planned = null;
  /** What the person said of it: the id of a song, a name, a label; null where they left it to the file's name. */
  #song = null;
  #name = null;
  #label = null;

  constructor(plan, file, index) {
    Object.assign(this, { plan, file });
    const id = `send-${index}`, called = escape(file.name), song = !plan.where.songId;
    this.element = element(`<li class="send-item ${song ? '' : 'one-song'}">
      <div class="send-file"><span class="clip" title="${called}">${called}</span><span class="mono small muted nowrap">${bytes(file.size)}</span></div>
      <button type="button" class="button quiet small only-icon leave-out" aria-label="Leave out ${called}" title="Leave out">${icon('x')}</button>
      <div class="send-fields">
        ${song ? `<div class="field pick-song" hidden><label for="${id}-song">Goes to</label><select class="input" id="${id}-song"></select></div>
        <div class="field name-song"><label for="${id}-name">Song</label><input class="input" id="${id}-name" maxlength="200" autocomplete="off"></div>` : ''}
        <div class="field"><label for="${id}-label">Label</label><input class="input" id="${id}-label" maxlength="200" placeholder="Such as “less reverb”" autocomplete="off"></div>
      </div>
      <p class="send-what" id="${id}-what"></p></li>`);
    [this.pick, this.name, this.label, this.what] = [`#${id}-song`, `#${id}-name`, `#${id}-label`, `#${id}-what`].map(part => this.element.querySelector(part));
    this.wait();
    for (const field of [this.pick, this.name, this.label]) field?.setAttribute('aria-describedby', `${id}-what`);
    this.element.querySelector('.leave-out').addEventListener('click', () => plan.remove(this));
    this.pick?.addEventListener('change', () => {
      this.#song = this.pick.value || null;
      this.#name = this.#song ? null : this.name.value;
      this.#showFields();
      if (!this.#song) this.name.select();
      plan.ask();
    });
    this.name?.addEventListener('input', () => { this.#song = null; this.#name = this.name.value; plan.ask(WAIT_MS); });
    this.label.addEventListener('input', () => { this.#label = this.label.value; plan.ask(WAIT_MS); });
  }

  /** As the server is asked about it. */
  get said() { return { fileName: this.file.name.slice(-255), songId: this.#song, songName: this.#name, label: this.#label }; }

  /** What becomes of it is being asked. */
  wait() { this.what.innerHTML = '<span class="skeleton" aria-hidden="true"></span>'; }

  get songKey() { return this.planned.song?.id ?? this.planned.songName; }

  show(planned) {
    this.planned = planned;
    if (this.name && this.#name === null) this.name.value = planned?.songName ?? this.file.name.replace(/\.\w{2,5}$/, '');
    if (this.#label === null) this.label.value = planned?.label ?? '';
    if (this.pick) {
      const { songs } = this.plan;
      if (this.pick.options.length !== songs.length + 1 || this.pick.options[1]?.value !== songs[0]?.id)
        this.pick.innerHTML = `<option value="">A new song</option>${songs.map(song => `<option value="${song.id}">${escape(song.name)}</option>`).join('')}`;
      this.pick.closest('.field').hidden = songs.length === 0;
      if (this.#name === null) this.pick.value = planned?.song?.id ?? '';
      this.#showFields();
    }
    const { song, songName, versionNumber, problem } = planned ?? {};
    const into = !this.plan.where.songId;
    this.what.className = problem ? 'error send-what' : 'send-what';
    this.what.innerHTML = !planned ? '' : problem ? `${icon('circle-alert')}<span>${escape(problem)}</span>`
      : song || versionNumber > 1 ? `<span class="chip lamp">${icon('audio-lines')}v${versionNumber}${into ? ` of ${escape(songName)}` : ''}</span>${song && this.#name !== null ? '<span class="small muted">There is a song of that name: this becomes its next version.</span>' : ''}`
      : `<span class="chip">${icon('plus')}new song</span>`;
    for (const field of [this.name, this.label]) field?.setAttribute('aria-invalid', String(Boolean(problem) && field === this.#wrong));
  }

  get #wrong() { return this.name && this.#name !== null && !this.#name.trim() ? this.name : this.planned?.problem?.startsWith('“') || !this.name ? this.label : this.name; }

  focus() { this.#wrong.focus(); }

  #showFields() { this.name.closest('.field').hidden = this.pick.value !== ''; }

  uploader() {
    const { target } = this.plan, label = this.label.value.trim() || null;
    const songName = this.planned?.song ? this.planned.songName : this.name?.value.trim() || this.planned?.songName;
    return new Uploader(this.file,
      target.songId ? target : this.planned?.song ? { songId: this.planned.song.id } : { ...target, songName },
      songName ?? this.plan.where.songName ?? this.file.name, label);
  }
}
