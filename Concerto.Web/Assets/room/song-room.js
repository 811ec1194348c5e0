// The room of a song: waveform, pins, transport and keys around the player. Markup: Pages/Songs/_Listen.cshtml.
import { announce, toast } from '../shell.js';
import { icon, isTyping, spokenTime, timecode } from '../dom.js';
import { player } from '../player.js';
import { Wave } from './wave.js';
import { pinNotes } from './pins.js';
import { stampNotes } from './note-form.js';

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

  constructor(part, signal) {
    this.part = part;
    const { version: versionId, song: songId, songName: song, versionTitle: version, duration, renditions, waveform } = part.dataset;
    this.track = { versionId, songId, song, version, href: `/songs/${songId}?version=${versionId}`, durationMs: Number(duration), renditions: renditions.split(' ').filter(Boolean) };
    const asked = new URLSearchParams(location.search).get('t');
    this.#waitingAt = asked === null || Number.isNaN(Number(asked)) ? 0 : Number(asked) * 1000;

    const find = selector => part.querySelector(selector);
    this.slider = find('.wave');
    this.wave = this.slider.matches('[role=slider]') ? new Wave(this.slider, waveform, this.track.durationMs, signal) : null;
    this.clock = find('.clock .now');
    this.length = find('.clock .of');
    this.playButton = find('.transport .play');
    this.volume = find('.volume input');
    this.mute = find('.volume button');
    this.renditions = find('.renditions select');

    const on = (target, type, act) => target?.addEventListener(type, act, { signal });
    for (const what of ['track', 'state', 'rendition']) on(player, what, () => this.#show());
    on(player, 'time', () => this.#showTime());
    on(player, 'trouble', () => toast(player.trouble, { bad: true }));
    on(this.slider, 'concerto:seek', event => this.seek(event.detail));
    on(this.playButton, 'click', () => this.toggle());
    on(find('.previous-note'), 'click', () => this.#step(-1));
    on(find('.next-note'), 'click', () => this.#step(1));
    on(find('.note-here'), 'click', () => this.#write());
    on(find('.show-keys'), 'click', () => document.getElementById('keys').showModal());
    on(this.volume, 'input', () => (player.volume = Number(this.volume.value)));
    on(this.mute, 'click', () => (player.muted = !player.muted));
    on(this.renditions, 'change', () => player.choose(this.renditions.value));
    on(document, 'keydown', event => this.#key(event));
    on(document, 'click', event => this.#followTime(event));
    on(window, 'resize', () => this.#pin());
    on(document, 'htmx:afterSettle', event => event.detail.target?.id === 'notes-list' && this.#pin());

    stampNotes(() => this.time, signal);
    if (this.track.renditions.length && (!player.playing || player.track?.songId === songId)) player.load(this.track, asked === null ? null : this.#waitingAt);
    this.#pin();
    this.#show();
    const wanted = new URLSearchParams(location.search).get('comment');
    if (wanted) this.#point(document.getElementById(wanted));
  }

  get here() { return player.has(this.track.versionId); }
  get time() { return this.here ? player.time : this.#waitingAt; }
  get duration() { return this.track.durationMs || (this.here ? player.duration : 0); }

  toggle() {
    if (this.here) return player.toggle();
    player.load(this.track, this.#waitingAt);
    player.play();
  }

  seek(ms) {
    ms = Math.min(Math.max(0, ms), this.duration || Infinity);
    if (this.here) player.seek(ms);
    else { this.#waitingAt = ms; player.load(this.track, ms); }
    this.#showTime();
  }

  #show() {
    const playing = this.here && player.playing;
    this.playButton.innerHTML = icon(playing ? 'pause' : 'play', true);
    this.playButton.setAttribute('aria-label', playing ? 'Pause' : 'Play');
    this.playButton.toggleAttribute('disabled', this.track.renditions.length === 0);
    this.volume.value = player.volume;
    this.mute.innerHTML = icon(player.volume === 0 ? 'volume-x' : 'volume-2');
    this.mute.setAttribute('aria-label', player.volume === 0 ? 'Sound on' : 'Sound off');
    if (this.renditions && this.here) this.renditions.value = player.rendition;
    this.#showTime();
  }

  #showTime() {
    this.clock.textContent = timecode(this.time, true);
    this.length.textContent = `/ ${timecode(this.duration)}`;
    this.wave?.show(this.time);
    if (this.wave) {
      const second = Math.floor(this.time / 1000);
      if (this.slider.ariaValueNow !== String(second)) {
        this.slider.setAttribute('aria-valuenow', second);
        this.slider.setAttribute('aria-valuetext', `${spokenTime(this.time)} of ${spokenTime(this.duration)}`);
      }
    }
  }

  #pin() {
    const pins = this.part.querySelector('.pins');
    if (pins && this.duration) this.notes = pinNotes(pins, this.duration, note => { this.seek(note.ms); this.#point(note.element); });
    else this.notes = [];
  }

  /** To the next or previous note by time. */
  #step(direction) {
    const at = this.time;
    const next = direction > 0 ? this.notes.find(note => note.ms > at + 50) : this.notes.findLast(note => note.ms < at - 1500);
    if (!next) return announce(direction > 0 ? 'No note after this.' : 'No note before this.');
    this.seek(next.ms);
    this.#point(next.element);
    announce(`${timecode(next.ms)}, ${next.element.querySelector('.note-text').textContent}`);
  }

  #point(note) {
    document.querySelectorAll('.note.current, .pin.current').forEach(other => other.classList.remove('current'));
    if (!note) return;
    note.classList.add('current');
    this.part.querySelector(`.pin[data-note="${note.id}"]`)?.classList.add('current');
    note.scrollIntoView({ block: 'nearest', behavior: matchMedia('(prefers-reduced-motion: reduce)').matches ? 'auto' : 'smooth' });
  }

  #write() {
    const text = document.getElementById('note-text');
    text?.focus();
    text?.scrollIntoView({ block: 'nearest' });
  }

  /** A note's timecode is a link for people without scripts; here it moves the playhead. */
  #followTime(event) {
    const link = event.target.closest('a.at[data-ms]');
    if (!link || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    event.stopPropagation();
    this.seek(Number(link.dataset.ms));
    this.#point(link.closest('.note'));
  }

  #key(event) {
    if (isTyping(event) || document.querySelector('dialog[open]')) return;
    const onButton = event.target.closest?.('button, a, summary, input');
    const step = event.shiftKey ? 1000 : 5000;
    const act = {
      ' ': onButton ? null : () => this.toggle(),
      k: () => this.toggle(),
      j: () => this.seek(this.time - 10_000),
      l: () => this.seek(this.time + 10_000),
      ArrowLeft: () => this.seek(this.time - step),
      ArrowRight: () => this.seek(this.time + step),
      Home: event.target === this.slider ? () => this.seek(0) : null,
      End: event.target === this.slider ? () => this.seek(this.duration) : null,
      PageUp: event.target === this.slider ? () => this.seek(this.time + 30_000) : null,
      PageDown: event.target === this.slider ? () => this.seek(this.time - 30_000) : null,
      n: () => this.#step(1),
      p: () => this.#step(-1),
      c: () => this.#write(),
      '[': () => this.#version(-1),
      ']': () => this.#version(1),
      '?': () => document.getElementById('keys').showModal(),
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
