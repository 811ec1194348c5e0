// The room of a song: waveform, notes, transport and keys around the player. Markup: Pages/Songs/_Listen.cshtml and _Notes.cshtml.
import { announce, toast } from '../shell.js';
import { element, isTyping, rangecode, showIcon, spokenTime, timecode } from '../dom.js';
import { player } from '../player.js';
import { AddressBar, addressOf, copy, copyLinks } from './address.js';
import { Loop } from './loop.js';
import './mentions.js';
import { NoteForm } from './note-form.js';
import { pinNotes, pinOf, readNotes, rove, said } from './pins.js';
import { Selection } from './selection.js';
import { Wave } from './wave.js';

const PASSING = 4000, RATES = [0.5, 0.75, 1, 1.25, 1.5, 2];

/** Opens the room in `part` (`[data-room]`); it closes itself when htmx takes the part away. */
export function open(part) {
  if (part.dataset.open) return;
  part.dataset.open = 'true';
  const closing = new AbortController();
  part.addEventListener('htmx:beforeCleanupElement', event => event.target === part && closing.abort());
  new Room(part, closing.signal);
}

class Room {
  /** Where it would start, while the player is busy with something else. */
  #waitingAt;
  /** The id of the note that was chosen last, or that a link led to. */
  #current = null;
  #passing = null;
  #played = false;
  /** @type {import('./pins.js').Note[]} */
  notes = [];

  constructor(part, signal) {
    this.part = part;
    const { version: versionId, song: songId, songName: song, versionTitle: version, duration, renditions, waveform, at, to } = part.dataset;
    this.track = { versionId, songId, song, version, href: `/songs/${songId}?version=${versionId}`, durationMs: Number(duration), renditions: renditions.split(' ').filter(Boolean) };
    this.#waitingAt = Number(at);

    const find = selector => part.querySelector(selector);
    this.stage = find('.stage');
    this.pins = find('.pins');
    this.slider = find('.wave');
    this.wave = this.stage ? new Wave(this.slider, waveform, this.track.durationMs, signal) : null;
    this.clock = find('.clock .now');
    this.length = find('.clock .of');
    this.playButton = find('.transport .play');
    this.loopButton = find('.transport .loop');
    this.volume = find('.volume input');
    this.mute = find('.volume button');
    this.rate = find('.rate select');
    this.leadIn = find('.preroll select');
    this.renditions = find('.renditions select');
    this.shine = element('<i class="shine" hidden></i>');
    this.stage?.append(this.shine);

    this.address = new AddressBar(this.track, signal);
    this.selection = new Selection(this.stage, this.wave, this.track.durationMs, signal);
    this.loop = new Loop(this, this.stage, signal);
    this.leadIn.value = this.loop.leadIn;

    const on = (target, type, act) => target?.addEventListener(type, act, { signal });
    for (const what of ['track', 'state', 'rendition']) on(player, what, () => this.#show());
    on(player, 'time', () => this.#showTime());
    on(player, 'trouble', () => toast(player.trouble, { bad: true }));
    on(this.slider, 'concerto:seek', event => this.#goTo(event.detail));
    on(this.slider, 'concerto:mark', event => this.#mark(event.detail));
    on(this.playButton, 'click', () => this.toggle());
    on(this.loopButton, 'click', () => this.#toggleLoop());
    on(find('.previous-note'), 'click', () => this.#step(-1));
    on(find('.next-note'), 'click', () => this.#step(1));
    on(find('.note-here'), 'click', () => this.form.write());
    on(find('.copy-here'), 'click', () => copy(addressOf(this.track, this.selection.range ?? { start: this.time }), `The link to ${this.selection.range ? rangecode(this.selection.range) : timecode(this.time, true)} is copied.`));
    on(find('.show-keys'), 'click', () => document.getElementById('keys').showModal());
    on(find('.selection .loop-range'), 'click', () => this.#loops(this.selection.range) ? this.loop.end() : this.loop.begin(this.selection.range));
    on(this.volume, 'input', () => (player.volume = Number(this.volume.value)));
    on(this.mute, 'click', () => (player.muted = !player.muted));
    on(this.rate, 'change', () => (player.rate = Number(this.rate.value)));
    on(this.leadIn, 'change', () => (this.loop.leadIn = Number(this.leadIn.value)));
    on(this.renditions, 'change', () => player.choose(this.renditions.value));
    on(this.loop, 'change', () => this.#showLoop());
    on(this.selection, 'change', () => this.loop.target && !this.loop.target.note && !this.loop.target.whole && (this.selection.range ? this.loop.adjust(this.selection.range) : this.loop.end()));
    on(document, 'keydown', event => this.#key(event));
    on(document, 'click', event => this.#click(event));
    for (const type of ['pointerover', 'focusin']) on(document, type, event => this.#look(event.target));
    on(window, 'resize', () => this.#pin());
    on(document, 'htmx:afterSettle', event => ['notes-list', 'notes-section'].includes(event.detail.target?.id) && this.#listed());

    rove(this.pins, signal);
    copyLinks(signal);
    this.form = new NoteForm(this, this.selection, signal);
    if (this.track.renditions.length && (!player.playing || player.track?.songId === songId)) player.load(this.track, at === '' ? null : this.#waitingAt);
    if (to) this.selection.set(Number(at), Number(to));
    this.#listed();
    this.#show();
    document.querySelector('.reply.current, .note.current')?.scrollIntoView({ block: 'center' });
  }

  get here() { return player.has(this.track.versionId); }
  /** What N and P go on from; null also when the current note has no place in this recording. @returns {import('./pins.js').Note | null} */
  get #chosen() { return this.notes.find(note => note.id === this.#current) ?? null; }
  get time() { return this.here ? player.time : this.#waitingAt; }
  get duration() { return this.track.durationMs || (this.here ? player.duration : 0); }

  toggle() { this.here && player.playing ? player.pause() : this.play(); }

  play() {
    if (!this.track.renditions.length) return;
    if (!this.here) player.load(this.track, this.#waitingAt);
    player.play();
  }

  seek(ms) {
    ms = Math.min(Math.max(0, ms), this.duration || Infinity);
    if (this.here) player.seek(ms);
    else { this.#waitingAt = ms; if (this.track.renditions.length) player.load(this.track, ms); }
    this.#showTime();
  }

  // --- What is seen -----------------------------------------------------------------------------------------------

  #show() {
    const playing = this.here && player.playing;
    if (this.#played && !playing && this.here) this.#paused();
    this.#played = playing;
    showIcon(this.playButton, playing ? 'pause' : 'play', true);
    this.playButton.setAttribute('aria-label', playing ? 'Pause' : 'Play');
    this.playButton.toggleAttribute('disabled', this.track.renditions.length === 0);
    this.volume.value = player.volume;
    showIcon(this.mute, player.volume === 0 ? 'volume-x' : 'volume-2');
    this.mute.setAttribute('aria-label', player.volume === 0 ? 'Sound on' : 'Sound off');
    this.rate.value = String(player.rate);
    if (this.renditions && this.here) this.renditions.value = player.rendition;
    this.#showTime();
  }

  #showTime() {
    this.clock.textContent = timecode(this.time, true);
    this.length.textContent = `/ ${timecode(this.duration)}`;
    this.wave?.show(this.time);
    this.selection.follow(this.time);
    if (this.wave) {
      const second = Math.floor(this.time / 1000);
      if (this.slider.getAttribute('aria-valuenow') !== String(second)) {
        this.slider.setAttribute('aria-valuenow', second);
        this.slider.setAttribute('aria-valuetext', `${spokenTime(this.time)} of ${spokenTime(this.duration)}`);
      }
    }
    if (this.here && player.playing) this.#pass();
  }

  #showLoop() {
    const { target } = this.loop;
    this.loopButton.setAttribute('aria-pressed', String(target !== null));
    this.part.querySelector('.loop-range')?.setAttribute('aria-pressed', String(this.#loops(this.selection.range)));
    for (const button of document.querySelectorAll('.loop-note')) {
      const on = target?.note !== undefined && target?.note === button.closest('.note').id;
      if (button.getAttribute('aria-pressed') !== String(on)) button.setAttribute('aria-pressed', String(on));
    }
  }

  #loops(range) { return range !== null && this.loop.target !== null && !this.loop.target.note && this.loop.target.start === range.start && this.loop.target.end === range.end; }

  /** The list is new. */
  #listed() {
    this.notes = readNotes();
    this.#current = document.querySelector('#notes-list .note.current')?.id ?? this.#current;
    this.#passing = null;
    this.#pin();
    this.#showLoop();
  }

  #pin() {
    if (this.duration) pinNotes(this.pins, this.notes, this.duration, note => this.#choose(note));
    this.#markCurrent();
  }

  #markCurrent() {
    document.querySelectorAll('.note.current, .pin.current').forEach(other => other.classList.remove('current'));
    if (!this.#current) return;
    document.getElementById(this.#current)?.classList.add('current');
    pinOf(this.pins, this.#current)?.classList.add('current');
  }

  /** The note that the pointer or the focus is on shows where it is, and its pin which note it is. */
  #look(target) {
    const on = target.closest?.('.pin, #notes-list .note'), id = on?.dataset.note ?? on?.id;
    if (this.looked === id) return;
    this.looked = id;
    document.querySelectorAll('.note.hot, .pin.hot').forEach(other => other.classList.remove('hot'));
    const note = id && this.notes.find(other => other.id === id);
    this.shine.hidden = !note;
    if (!note) return;
    note.element.classList.add('hot');
    pinOf(this.pins, id)?.classList.add('hot');
    this.shine.className = `shine ${note.end ? 'range' : ''} ${note.element.querySelector('.avatar').className.match(/hue-\d+/)?.[0] ?? ''}`;
    Object.assign(this.shine.style, { left: `${(note.ms / this.duration) * 100}%`, width: note.end ? `${((note.end - note.ms) / this.duration) * 100}%` : '' });
  }

  /** The playhead passes a note: it is lit in the list, which moves along only under the eyes of somebody who reads it there. */
  #pass() {
    const note = this.notes.findLast(({ ms, end }) => ms <= this.time && this.time < Math.max(end ?? 0, ms + PASSING)) ?? null;
    if (note === this.#passing) return;
    const before = this.#passing?.element;
    document.querySelectorAll('.passing').forEach(other => other.classList.remove('passing'));
    this.#passing = note;
    if (!note) return;
    note.element.classList.add('passing');
    pinOf(this.pins, note.id)?.classList.add('passing');
    if (before?.isConnected && isSeen(before) && !document.activeElement.matches('textarea, input') && !document.querySelector('dialog[open], .menu[open]')) scrollTo(note.element);
  }

  // --- What is done -----------------------------------------------------------------------------------------------

  /** The address goes along, unless it names a note and one is still there. */
  #paused() {
    const note = this.#chosen;
    if (!note || this.time < note.ms - 3000 || this.time > Math.max(note.end ?? 0, note.ms + PASSING)) this.address.says({ ms: this.time });
  }

  /** By hand, to a time. */
  #goTo(ms) {
    this.#current = null;
    this.#markCurrent();
    this.loop.leave(ms);
    this.seek(ms);
    this.address.says({ ms });
  }

  #choose(note) {
    this.#current = note.id;
    if (this.loop.target && this.loop.target.note !== note.id) this.loop.begin({ start: note.ms, end: note.end, note: note.id });
    else this.seek(note.ms);
    this.#markCurrent();
    scrollTo(note.element);
    this.address.says({ comment: note.id });
  }

  /** To the next or previous note by time. */
  #step(direction) {
    const at = this.time, chosen = this.#chosen && Math.abs(at - this.#chosen.ms) < 1500 ? this.notes.indexOf(this.#chosen) : -1;
    const next = chosen >= 0 ? this.notes[chosen + direction] : direction > 0 ? this.notes.find(note => note.ms > at + 50) : this.notes.findLast(note => note.ms < at - 1500);
    if (!next) return announce(direction > 0 ? 'No note after this.' : 'No note before this.');
    this.#choose(next);
    announce(said(next));
  }

  #mark(range) {
    if (!range) return this.selection.clear(); // it was a scroll
    this.selection.set(range.start, range.end);
    if (!range.done) return;
    if (!this.here || !player.playing) this.seek(this.selection.range.start);
    this.#current = null;
    this.#markCurrent();
    this.address.says({ ms: this.selection.range.start, end: this.selection.range.end });
    announce(`Marked ${rangecode(this.selection.range)}.`);
  }

  #toggleLoop() {
    if (this.loop.target) { this.loop.end(); return announce('No loop.'); }
    const { range } = this.selection, note = this.#chosen ?? this.#passing;
    if (range) this.loop.begin(range);
    else if (note) this.loop.begin({ start: note.ms, end: note.end, note: note.id });
    else this.loop.begin({ start: 0, end: this.duration, whole: true });
    announce(range ? 'The range loops.' : note ? 'The note loops.' : 'The whole loops. Choose a note or mark a range to loop that.');
  }

  #click(event) {
    const plain = !event.ctrlKey && !event.metaKey;
    const place = plain && event.target.closest('#version-card a.at[data-ms]');
    if (place) { // what a warning is about
      event.preventDefault();
      event.stopPropagation();
      return this.seek(Number(place.dataset.ms));
    }
    const link = event.target.closest('#notes-list .note:not([data-ms=""]) a.at'), loop = event.target.closest('.loop-note');
    if (!(link && plain) && !loop) return;
    const note = this.notes.find(({ element }) => element === event.target.closest('.note'));
    if (!note) return;
    event.preventDefault();
    event.stopPropagation();
    if (link) return this.#choose(note); // a link for people without scripts; here it moves the playhead
    if (this.loop.target?.note === note.id) return this.loop.end();
    this.#current = note.id;
    this.#markCurrent();
    this.loop.begin({ start: note.ms, end: note.end, note: note.id });
  }

  #edge(set) {
    set();
    announce(this.selection.open ? `A range from ${timecode(this.selection.range.start, true)}.` : `Marked ${rangecode(this.selection.range)}.`);
  }

  /** From the inside out: the range, the loop, the note that is pointed at. */
  #leave() {
    if (this.selection.range) this.selection.clear();
    else if (this.loop.target) this.loop.end();
    else { this.#current = null; this.#markCurrent(); }
  }

  #faster(direction) {
    player.rate = RATES[Math.min(Math.max(0, RATES.indexOf(player.rate) + direction), RATES.length - 1)];
    announce(`Speed ${player.rate}.`);
  }

  #key(event) {
    if (isTyping(event) || document.querySelector('dialog[open]')) return;
    const onButton = event.target.closest?.('button, a, summary, input'), onSlider = event.target === this.slider;
    const step = event.shiftKey ? 1000 : 5000;
    const act = {
      ' ': onButton ? null : () => this.toggle(),
      k: () => this.toggle(),
      j: () => this.#goTo(this.time - 10_000),
      l: () => this.#goTo(this.time + 10_000),
      ArrowLeft: () => this.#goTo(this.time - step),
      ArrowRight: () => this.#goTo(this.time + step),
      Home: onSlider ? () => this.#goTo(0) : null,
      End: onSlider ? () => this.#goTo(this.duration) : null,
      PageUp: onSlider ? () => this.#goTo(this.time + 30_000) : null,
      PageDown: onSlider ? () => this.#goTo(this.time - 30_000) : null,
      n: () => this.#step(1),
      p: () => this.#step(-1),
      c: () => this.form.write(),
      i: () => this.#edge(() => this.selection.from(this.time)),
      o: () => this.#edge(() => this.selection.to(this.time)),
      r: () => this.#toggleLoop(),
      '<': () => this.#faster(-1),
      '>': () => this.#faster(1),
      '[': () => this.#version(-1),
      ']': () => this.#version(1),
      '?': () => document.getElementById('keys').showModal(),
      Escape: () => this.#leave(),
    }[event.key.length === 1 ? event.key.toLowerCase() : event.key];
    if (!act || (event.target.matches?.('input[type=range]') && event.key.startsWith('Arrow'))) return;
    event.preventDefault();
    act();
  }

  #version(direction) {
    const links = [...document.querySelectorAll('.versions a')];
    links[links.findIndex(link => link.ariaCurrent) + direction]?.click();
  }
}

function isSeen(row) {
  const box = row.getBoundingClientRect();
  return box.bottom > 0 && box.top < innerHeight;
}

function scrollTo(row) {
  row.scrollIntoView({ block: 'nearest', behavior: matchMedia('(prefers-reduced-motion: reduce)').matches ? 'auto' : 'smooth' });
}
