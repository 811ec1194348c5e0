// The upload panel, outside #main so that it survives navigation: one line a file, with its state in words.
import htmx from 'htmx.org';
import { announce, toast } from '../shell.js';
import { bytes, element, escape, icon, keptInTab } from '../dom.js';
import { Uploader, deleteRefused, giveUp, isSentElsewhere, keyOf, unfinished } from './uploader.js';

const FILES_AT_ONCE = 2;

const time = seconds => seconds < 60 ? `${Math.max(1, Math.round(seconds))} s left` : seconds < 3600 ? `${Math.round(seconds / 60)} min left` : `${(seconds / 3600).toFixed(1)} h left`;

const said = upload => sayings(upload)[upload.state === 'sending' && !navigator.onLine ? 'offline' : upload.state]();
const sayings = upload => ({
  'queued': () => `${bytes(upload.size)}, waits its turn`,
  'sending': () => `${bytes(upload.sent)} of ${bytes(upload.size)}${upload.speed ? ` · ${bytes(upload.speed)}/s` : ''}${upload.left !== null && upload.sent < upload.size ? ` · ${time(upload.left)}` : ''}`,
  'offline': () => 'No connection. It goes on by itself when you are back.',
  'paused': () => `Paused at ${bytes(upload.sent)} of ${bytes(upload.size)}`,
  'checking': () => 'All sent. Checking that it arrived whole…',
  'listening': () => 'Arrived, and you can play it. Measuring it…',
  'ready': () => `v${upload.version.number} is ready.`,
  'refused': () => upload.reason,
  'failed': () => upload.reason,
  'given up': () => 'Given up.',
});

/** One line of the dock for a file that is being sent. */
class Line {
  constructor(upload, dock) {
    this.upload = upload;
    this.element = element(`<li class="upload"><div class="title clip"></div><div class="buttons"></div><progress class="progress" max="1" value="0"></progress><p class="state"></p></li>`);
    upload.addEventListener('change', () => { this.show(); dock.changed(upload); });
    this.element.addEventListener('click', event => {
      const act = event.target.closest('[data-act]')?.dataset.act;
      if (act === 'pause') upload.pause();
      if (act === 'resume') dock.resume(upload);
      if (act === 'give-up') upload.giveUp();
      if (act === 'delete') dock.delete(this);
      if (act === 'remove') dock.remove(this);
    });
    this.show();
  }

  #shown = '';

  show() {
    const { upload } = this;
    const progress = this.element.querySelector('progress');
    progress.value = upload.size ? upload.sent / upload.size : 1;
    progress.setAttribute('aria-label', `${upload.song}, sent`);
    const state = this.element.querySelector('.state');
    state.textContent = said(upload);
    if (this.#shown === upload.state + upload.song) return;
    this.#shown = upload.state + upload.song;

    const bad = ['refused', 'failed'].includes(upload.state), good = upload.state === 'ready';
    state.className = `state ${bad ? 'bad' : good ? 'good' : ''}`;
    progress.className = `progress ${bad ? 'bad' : good ? 'good' : ['paused', 'offline', 'queued', 'given up'].includes(upload.state) ? 'still' : ''}`;
    progress.hidden = ['listening', 'ready', 'refused', 'given up'].includes(upload.state);
    const song = upload.version?.song;
    this.element.querySelector('.title').innerHTML = song && upload.state !== 'given up' ? `<a href="/songs/${song.id}" hx-boost="true" hx-target="#main" hx-select="#main" hx-swap="outerHTML show:window:top">${escape(upload.song)}</a>` : escape(upload.song);
    htmx.process(this.element);
    const button = (act, name, label) => `<button type="button" class="button quiet small only-icon" data-act="${act}" aria-label="${label} ${escape(upload.song)}" title="${label}">${icon(name)}</button>`;
    this.element.querySelector('.buttons').innerHTML = {
      queued: button('give-up', 'x', 'Give up'),
      sending: button('pause', 'pause', 'Pause') + button('give-up', 'x', 'Give up'),
      offline: button('give-up', 'x', 'Give up'),
      paused: button('resume', 'play', 'Go on with') + button('give-up', 'x', 'Give up'),
      refused: (upload.version ? `<button type="button" class="button quiet small" data-act="delete" aria-label="Remove ${escape(upload.song)}">Remove</button>` : '') + button('remove', 'x', 'Dismiss'),
      failed: button('resume', 'rotate-ccw', 'Try again') + button('give-up', 'x', 'Give up'),
    }[upload.state] ?? (upload.isOver ? button('remove', 'x', 'Dismiss') : '');
  }
}

class Dock extends HTMLElement {
  /** @type {Line[]} */
  #lines = [];

  connectedCallback() {
    this.hidden = true;
    this.innerHTML = `<section class="dock" aria-label="Uploads"><div class="dock-head"><span>Uploads</span> <span class="sum"></span><progress class="progress total" max="1" value="0" aria-label="All uploads, sent" hidden></progress>
      <button type="button" class="button quiet small only-icon fold push" aria-label="Fold or unfold the uploads" aria-expanded="true">${icon('chevron-down')}</button>
      <button type="button" class="button quiet small only-icon clear" aria-label="Clear what is finished" title="Clear what is finished">${icon('x')}</button></div>
      <ul class="dock-list"></ul><input type="file" accept="audio/*" hidden></section>`;
    const dock = this.querySelector('.dock');
    this.querySelector('.fold').addEventListener('click', () => {
      keptInTab.set('folded', !dock.classList.contains('folded'));
      this.#fold();
    });
    new ResizeObserver(() => document.documentElement.style.setProperty('--dock', `${this.offsetHeight}px`)).observe(this); // toasts stay above
    this.#fold();
    this.querySelector('.clear').addEventListener('click', () => {
      for (const line of this.#lines.filter(line => line.upload.isOver)) this.remove(line);
    });
    for (const change of ['online', 'offline']) addEventListener(change, () => this.#lines.forEach(line => line.show()));
    addEventListener('beforeunload', event => { if (this.#lines.some(line => line.upload.isBusy || line.upload.state === 'queued')) event.preventDefault(); });
    this.#offerToResume();
  }

  /** @param {Uploader[]} uploads  sent two files at a time, in order */
  add(uploads) {
    for (const upload of uploads.toReversed()) {
      const line = new Line(upload, this);
      for (const offer of this.querySelectorAll('.upload[data-key]')) if (offer.dataset.key === upload.key) offer.remove(); // it goes on with this one
      this.#lines.unshift(line);
      this.querySelector('.dock-list').prepend(line.element);
    }
    this.hidden = false;
    this.#next();
  }

  /** As the person left it; until they say, a small screen shows one line unless something needs them. */
  #fold() {
    const needed = this.querySelector('.pick') !== null || this.#lines.some(({ upload }) => ['refused', 'failed'].includes(upload.state));
    const folded = keptInTab.get('folded', matchMedia('(max-width: 56rem)').matches && !needed);
    this.querySelector('.dock').classList.toggle('folded', folded);
    this.querySelector('.fold').setAttribute('aria-expanded', String(!folded));
  }

  remove(line) {
    if (line instanceof Line) {
      this.#lines = this.#lines.filter(other => other !== line);
      line.element.remove();
    } else {
      super.remove();
    }
    this.#sum();
  }

  resume(upload) { upload.start(); }

  /** A refused file leaves its version behind, and perhaps a song with nothing in it: takes both away. */
  async delete(line) {
    const { id, song } = line.upload.version, button = line.element.querySelector('[data-act=delete]');
    button.disabled = true;
    try {
      await deleteRefused(id);
    } catch (fault) {
      button.disabled = false;
      return toast(fault.message, { bad: true });
    }
    this.remove(line);
    if (location.pathname === `/songs/${song.id}`) htmx.ajax('GET', `/songs/${song.id}?handler=State&version=${id}&was=Rejected`, { swap: 'none' }); // leads to what is left
    else document.body.dispatchEvent(new CustomEvent('concerto:uploads', { detail: { song: song.id } }));
  }

  changed(upload) {
    this.#sum();
    const news = `${upload.state} ${upload.version?.id}`;
    if (news === upload.told) return;
    upload.told = news;
    this.#next();
    if (['ready', 'refused', 'failed', 'offline'].includes(upload.state)) announce(`${upload.song}: ${said(upload)}`);
    // Lists and rooms that show it fetch themselves anew.
    if (['listening', 'ready', 'refused', 'given up'].includes(upload.state) || (upload.state === 'sending' && upload.version))
      document.body.dispatchEvent(new CustomEvent('concerto:uploads', { detail: { song: upload.version?.song.id } }));
  }

  #next() {
    let free = FILES_AT_ONCE - this.#lines.filter(line => line.upload.isBusy).length;
    const ahead = new Set(); // songs that an earlier file has not taken its number in yet
    for (const { upload } of this.#lines) {
      if (upload.isOver) continue;
      if (upload.state === 'queued' && free > 0 && !ahead.has(upload.goesTo)) {
        free--;
        upload.start();
      }
      if (!upload.hasNumber) ahead.add(upload.goesTo);
    }
  }

  #sum() {
    const uploads = this.#lines.map(line => line.upload), going = uploads.filter(upload => !upload.isOver && upload.state !== 'listening');
    const stopped = this.querySelectorAll('.pick').length, refused = uploads.filter(({ state }) => state === 'refused').length, listening = uploads.filter(({ state }) => state === 'listening').length;
    // What is sent of all that was meant to be: what is done counts, so that the bar never runs backwards.
    const meant = uploads.filter(({ state }) => !['refused', 'given up'].includes(state)), size = meant.reduce((sum, upload) => sum + upload.size, 0);
    const sent = meant.reduce((sum, upload) => sum + (upload.isOver || upload.state === 'listening' ? upload.size : upload.sent), 0), speed = going.reduce((sum, { state, speed }) => sum + (state === 'sending' ? speed : 0), 0);
    const done = meant.length - going.length;
    const text = [
      going.length && (meant.length > 1 ? `${done} of ${meant.length} sent` : '1 on the way'), going.length && speed && sent < size && time((size - sent) / speed),
      !going.length && listening && `measuring ${listening}`, stopped && `${stopped} to go on with`, refused && `${refused} refused`,
    ].filter(Boolean).join(' · ') || 'all done';
    const sum = this.querySelector('.sum'), total = this.querySelector('.total');
    if (sum.textContent !== text) sum.textContent = text;
    total.hidden = going.length === 0 || meant.length < 2;
    total.value = size ? sent / size : 0;
    this.querySelector('.clear').hidden = !uploads.some(upload => upload.isOver);
    this.hidden = this.querySelector('.dock-list').childElementCount === 0;
    this.#fold();
  }

  /** Browsers don't let a page read a file again after a reload: whoever picks the same one goes on where it stopped. */
  async #offerToResume() {
    for (const [key, entry] of Object.entries(unfinished.all())) {
      if (await isSentElsewhere(key)) continue;
      const part = Math.round((entry.sent / entry.size) * 100);
      const line = element(`<li class="upload"><div class="title clip">${escape(entry.song)}</div><div></div><p class="state">Stopped at ${part} %. Browsers forget files on a reload: pick <b>${escape(entry.fileName)}</b> again and it goes on from there.</p>
        <div class="more"><button type="button" class="button small pick">Pick the file</button><button type="button" class="button quiet small drop">Give up</button></div></li>`);
      line.dataset.key = key;
      line.querySelector('.pick').addEventListener('click', () => this.#pickAgain(key, entry));
      line.querySelector('.drop').addEventListener('click', () => {
        unfinished.set(key, null);
        line.remove();
        this.#sum();
        giveUp(entry.uploadId);
      });
      this.querySelector('.dock-list').append(line);
      this.hidden = false;
      this.#sum();
    }
  }

  #pickAgain(key, entry) {
    const input = this.querySelector('input[type=file]');
    input.value = '';
    input.onchange = () => {
      const [file] = input.files;
      if (!file) return;
      if (keyOf(file, entry.target) !== key) {
        const why = file.name !== entry.fileName ? `That is ${file.name}` : file.size !== entry.size ? `That file has ${bytes(file.size)}, the one we began had ${bytes(entry.size)}` : 'That file was changed since';
        return toast(`${why}. To go on, pick ${entry.fileName} as it was; or give up and upload this one anew.`, { bad: true });
      }
      this.add([new Uploader(file, entry.target, entry.song, entry.label)]);
    };
    input.click();
  }
}

customElements.define('upload-dock', Dock);

/** @type {Dock} */
export const dock = document.querySelector('upload-dock');
