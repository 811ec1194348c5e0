// The form for a new note: its time, its draft, and what becomes of it when it is sent.
import { element, icon, kept, parsePosition, rangecode, timecode } from '../dom.js';
import { player } from '../player.js';
import { closeReply, isAsSent, keepHalfWritten, openReply } from './half-written.js';

const randomKey = () => Array.from(crypto.getRandomValues(new Uint8Array(12)), byte => byte.toString(16).padStart(2, '0')).join('');

export class NoteForm {
  /** The time was set by hand. */
  #held = false;
  /** Typing has paused the music, and sending lets it go on. */
  #paused = false;
  /** What went out and has had no answer yet, with its key: the same words again are the same note. */
  #unanswered = { words: '', key: '' };

  /**
   * @param {{time: number, track: {versionId: string}}} room
   * @param {import('./selection.js').Selection} selection
   */
  constructor(room, selection, signal) {
    Object.assign(this, { room, selection });
    this.draftsAt = `drafts.${document.documentElement.dataset.user}.${room.track.versionId}`;
    const on = (type, act, capture = false) => document.addEventListener(type, act, { signal, capture });
    on('input', event => this.#typed(event.target));
    on('change', event => event.target.id === 'typing-pauses' && kept.set('typingPauses', event.target.checked));
    on('keydown', event => this.#key(event));
    on('click', event => {
      if (event.target.closest('.from-here')) selection.from(room.time);
      if (event.target.closest('.to-here')) selection.to(room.time);
    });
    selection.addEventListener('change', () => this.#showRange());
    for (const what of ['time', 'track']) player.addEventListener(what, () => this.stamp(), { signal });

    on('htmx:configRequest', event => this.#sends(event.detail));
    on('htmx:beforeOnLoad', event => this.#signedOut(event), true);
    for (const fault of ['htmx:sendError', 'htmx:timeout', 'htmx:responseError']) on(fault, event => this.#failed(event), true);
    on('htmx:beforeSwap', event => this.#answered(event));
    keepHalfWritten(signal);
    on('htmx:afterSwap', event => event.detail.target?.matches?.('.note-form') && this.#show());
    on('htmx:afterSettle', event => this.#settle(event));
    this.#show();
    this.#restore();
  }

  get form() { return document.querySelector('.note-form'); }
  get at() { return document.getElementById('note-at'); }
  get text() { return document.getElementById('note-text'); }

  /** The note's time follows the playhead until one begins to write, or sets it by hand; an emptied one means the whole version. */
  stamp() {
    if (!this.form || this.#held || this.selection.range || this.text.value !== '' || document.activeElement === this.at) return;
    this.at.dataset.stamped = timecode(this.room.time, true);
    this.#put(this.at.dataset.stamped);
  }

  write() {
    this.text?.focus();
    this.text?.scrollIntoView({ block: 'nearest' });
  }

  #put(at) {
    if (this.at.value !== at) this.at.value = at;
    this.at.classList.toggle('range', at.length > 9);
  }

  /** The form is new, at first and after a refusal; or there is a room around it anew. */
  #show() {
    const pauses = document.getElementById('typing-pauses');
    if (!pauses) return;
    pauses.checked = kept.get('typingPauses', false);
    this.#held = !['', this.at.dataset.stamped].includes(this.at.value); // also by who typed it before this script had come
    this.at.classList.toggle('range', this.at.value.length > 9);
    this.stamp();
  }

  #showRange() {
    const { range } = this.selection;
    if (!this.form || document.activeElement === this.at) return;
    if (range) this.#put(rangecode(range));
    else { this.#held = false; this.text.value === '' ? this.stamp() : this.#put(timecode(parsePosition(this.at.value)?.start ?? this.room.time, true)); }
    this.#keep(this.text);
  }

  #typed(field) {
    if (field === this.at) {
      this.#held = field.value !== '';
      field.classList.toggle('range', field.value.length > 9);
      const typed = parsePosition(field.value);
      typed?.end ? this.selection.set(typed.start, typed.end) : this.selection.clear();
      this.#held = true;
      this.#keep(this.text);
    } else if (field === this.text) {
      if (this.selection.open) this.selection.set(this.selection.range.start, this.selection.range.end);
      if (field.value !== '' && !this.#paused && player.playing && kept.get('typingPauses', false)) {
        this.stamp();
        player.pause();
        this.#paused = true;
      } else if (field.value === '') this.#goOn();
      this.#keep(field);
    } else if (field.matches('.reply-form textarea')) this.#keep(field);
  }

  #goOn() {
    if (this.#paused && !player.playing) player.play();
    this.#paused = false;
  }

  #key(event) {
    if (event.isComposing || !event.target.matches('.note-form textarea, .note-form input, .reply-form textarea')) return;
    const { form } = event.target;
    if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) form.requestSubmit(); // as people expect
    else if (event.key === 'Escape' && form.matches('.reply-form') && event.target.value === '') closeReply(form);
    else if (event.key === 'Escape') event.target.blur();
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  // --- Drafts -----------------------------------------------------------------------------------------------------

  /** What is half written is there again after a reload, an ended session, a closed tab. */
  #keep(area) {
    const drafts = kept.get(this.draftsAt, {});
    if (area.value.trim() === '') delete drafts[area.id];
    else drafts[area.id] = area === this.text ? { text: area.value, at: this.at.value } : { text: area.value };
    kept.set(this.draftsAt, Object.keys(drafts).length ? drafts : null);
  }

  #forget(id) {
    const drafts = kept.get(this.draftsAt, {});
    delete drafts[id];
    kept.set(this.draftsAt, Object.keys(drafts).length ? drafts : null);
  }

  #restore() {
    for (const [id, { text, at }] of Object.entries(kept.get(this.draftsAt, {}))) {
      const area = id === 'note-text' ? this.text : openReply(id.slice('reply-'.length));
      if (!area || area.value !== '') continue; // refused just now, or its note is not listed: it waits
      area.value = text;
      if (area !== this.text) continue;
      this.#held = true;
      this.#put(at);
      const range = parsePosition(at);
      if (range?.end) this.selection.set(range.start, range.end);
    }
  }

  // --- Sending ----------------------------------------------------------------------------------------------------

  #isOurs = detail => detail.elt?.matches?.('.note-form, .reply-form') || detail.requestConfig?.elt.matches('.note-form, .reply-form');

  #sends({ elt, parameters }) {
    if (!this.#isOurs({ elt })) return;
    this.#clearTrouble(elt);
    const words = JSON.stringify([...new FormData(elt)].filter(([name]) => !name.startsWith('__')));
    if (this.#unanswered.words !== words) this.#unanswered = { words, key: randomKey() };
    parameters.key = this.#unanswered.key;
  }

  #signedOut(event) {
    if (!this.#isOurs(event.detail) || !event.detail.xhr.getResponseHeader('HX-Redirect')) return;
    event.preventDefault();
    event.stopPropagation();
    this.#trouble(event.detail.requestConfig.elt, `You are signed out. Your words are kept here: <a href="/account/sign-in?returnUrl=${encodeURIComponent(location.pathname + location.search)}" hx-boost="false">sign in</a>, then send them.`);
  }

  #failed(event) {
    if (!this.#isOurs(event.detail)) return;
    event.stopPropagation();
    const status = event.type === 'htmx:responseError' ? event.detail.xhr.status : 0;
    this.#trouble(event.detail.requestConfig.elt, status === 404 ? 'Not sent: what it was written on is not there any more.'
      : status === 403 ? 'Not sent: you may listen here, but not comment any more.'
      : status === 429 ? 'Not sent yet: that was a lot at once. Wait a moment, then send it again.'
      : status ? 'Not sent: something went wrong on our side. Your words are kept; send them again.'
      : navigator.onLine ? 'Not sent: Concerto could not be reached. Your words are kept; send them again.'
      : 'Not sent: there is no connection. Your words are kept; send them when you are back.');
  }

  #trouble(form, html) {
    this.#clearTrouble(form);
    (form.querySelector('.field') ?? form).append(element(`<p class="error" role="alert">${icon('circle-alert')}<span>${html}</span></p>`));
  }

  #clearTrouble(form) {
    form.querySelectorAll('.error').forEach(error => error.remove());
    form.querySelectorAll('[aria-invalid]').forEach(field => field.removeAttribute('aria-invalid'));
  }

  #answered(event) {
    const { requestConfig: { elt: form }, xhr, target } = event.detail;
    if (target?.id !== 'notes-list' || !this.#isOurs(event.detail)) return;
    if (xhr.status === 422) { // refused: a new note's form comes back by itself, with what was typed and why not
      if (form.matches('.note-form')) Object.assign(event.detail, { target: form, selectOverride: '.note-form' });
      return;
    }
    if (xhr.status >= 300) return;
    this.#unanswered = { words: '', key: '' };
    const area = form.querySelector('textarea');
    if (!isAsSent(form)) return; // one has gone on writing
    this.#forget(area.id);
    if (area !== this.text) return;
    area.value = '';
    this.#held = false;
    this.selection.clear();
    this.stamp();
    this.#goOn();
  }

  #settle(event) {
    const { target, requestConfig } = event.detail;
    if (target?.id !== 'notes-list' && !target?.matches?.('.note-form')) return;
    // Whoever uses the keyboard stays near: at what is wrong, or, when what was pressed is gone, at the head of the list.
    if (document.activeElement !== document.body || requestConfig.elt.matches('[data-quiet]')) return;
    (document.querySelector('#notes-section [aria-invalid=true]') ?? document.getElementById('notes-head'))?.focus({ preventScroll: true });
  }
}
