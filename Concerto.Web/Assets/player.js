// The one thing that plays. It owns two <audio>s outside #main, so music goes on from page to page, and from song to song without a gap:
// one plays, the other has the next song ready.
import { kept } from './dom.js';

/**
 * @typedef {object} Track
 * @property {string} versionId
 * @property {string} songId
 * @property {string} song
 * @property {string} version  as people call it: “v3 less reverb”
 * @property {string} href     its room
 * @property {number} durationMs  as measured; 0 while it is not known
 * @property {string[]} renditions  what can be played: original, light
 */

// The next song is fetched this long before it is due; it is started by a timer set in the last seconds, not by the `ended` event, which comes late.
const READY_MS = 20_000, AIM_MS = 1500, REHEARSAL_S = 0.6;

/** One <audio> and the track in it. */
class Deck {
  /** @type {Track | null} */
  track = null;
  rendition = 'original';
  resumeAt = 0;
  retries = 0;
  rehearsing = false;

  constructor() {
    this.audio = Object.assign(new Audio(), { preload: 'metadata' });
    document.getElementById('player').append(this.audio);
    this.audio.addEventListener('loadedmetadata', () => { if (this.resumeAt) { this.audio.currentTime = this.resumeAt / 1000; this.resumeAt = 0; } });
  }

  has(track, rendition) { return this.track?.versionId === track?.versionId && this.rendition === rendition && this.audio.error === null; }

  open(track, rendition, from = 0, preload = 'metadata') {
    Object.assign(this, { track, rendition, resumeAt: from, rehearsing: false });
    this.audio.preload = preload;
    this.audio.src = `/versions/${track.versionId}/audio?rendition=${rendition}`;
  }

  /**
   * Plays a moment of it unheard: then it starts at once when it is due, and it is known how long “at once” takes here and now. That is told after a
   * while only: at first the playhead runs ahead of what has reached the loudspeakers.
   * @returns {Promise<number | null>} milliseconds from the word to the sound; null when it was called up meanwhile
   */
  async rehearse() {
    const { audio, track } = this, began = performance.now();
    this.rehearsing = true;
    audio.muted = true;
    await audio.play().catch(() => {});
    const lates = [];
    while (this.rehearsing && this.track === track && audio.currentTime < REHEARSAL_S && !audio.paused && performance.now() - began < 2000) {
      await new Promise(resolve => setTimeout(resolve, 15));
      if (audio.currentTime > REHEARSAL_S / 2) lates.push(performance.now() - began - (audio.currentTime * 1000) / audio.playbackRate);
    }
    if (!this.rehearsing || this.track !== track) return null;
    this.rehearsing = false;
    audio.pause();
    audio.currentTime = 0;
    return lates.length ? lates.sort((a, b) => a - b)[lates.length >> 1] : null;
  }

  empty() {
    this.rehearsing = false;
    this.audio.pause();
    this.audio.removeAttribute('src');
    this.audio.load();
    Object.assign(this, { track: null, resumeAt: 0, retries: 0 });
  }

  get playing() { return !this.audio.paused && !this.audio.ended; }
  get time() { return this.resumeAt || this.audio.currentTime * 1000; }
  /** Milliseconds to its end at the present rate; null while that is not known. */
  get left() { return Number.isFinite(this.audio.duration) ? ((this.audio.duration - this.audio.currentTime) / this.audio.playbackRate) * 1000 : null; }
  /** The browser's idea of the length can be believed: some formats make it guess, and it is corrected as it plays. */
  get isSure() { return !this.track.durationMs || Math.abs(this.audio.duration * 1000 - this.track.durationMs) < 100; }
}

/** Emits `track`, `state` (playing, paused, waiting), `time`, `rendition`, `trouble`, `queue`. */
class Player extends EventTarget {
  #deck = new Deck();
  #spare = new Deck();
  /** It has been played, not only opened. */
  started = false;
  trouble = '';
  /** @type {Track[]} what is played one after the other: the list as it is shown */
  #queue = [];
  /** Asked when a song ends; where it says no, as in the song's own room, it ends there. */
  goesOn = () => true;
  #frame = 0;
  #change = 0;
  #lead = 20; // how long it takes an <audio> that is ready to be heard, in milliseconds; measured at every rehearsal

  constructor() {
    super();
    const volume = kept.get('volume', 1);
    for (const deck of [this.#deck, this.#spare]) {
      const { audio } = deck;
      audio.volume = volume;
      const on = (type, act) => audio.addEventListener(type, () => { if (deck === this.#deck) act(); });
      on('play', () => { this.started = true; this.#run(); });
      on('pause', () => { this.#aim(); this.#say('state'); });
      on('waiting', () => this.#say('state'));
      on('playing', () => { deck.retries = 0; this.trouble = ''; this.#aim(); this.#say('state'); });
      on('ended', () => { if (!this.#goOn()) this.#say('state'); });
      on('timeupdate', () => this.#aim());
      on('seeked', () => { this.#aim(); this.#say('time'); this.#say('state'); });
      on('ratechange', () => { this.#aim(); this.#say('state'); });
      on('durationchange', () => this.#say('time'));
      on('volumechange', () => { kept.set('volume', audio.volume); this.#say('state'); });
      on('error', () => this.#recover());
    }
    addEventListener('online', () => { if (this.trouble) this.again(); });
  }

  get #audio() { return this.#deck.audio; }

  get track() { return this.#deck.track; }
  get rendition() { return this.#deck.rendition; }
  get playing() { return this.#deck.playing; }
  get waiting() { return this.playing && this.#audio.readyState < 3; }
  get time() { return this.#deck.time; }
  get duration() { return this.track?.durationMs || (Number.isFinite(this.#audio.duration) ? this.#audio.duration * 1000 : 0); }
  get volume() { return this.#audio.muted ? 0 : this.#audio.volume; }
  set volume(value) { this.#each(audio => Object.assign(audio, { muted: false, volume: value })); }
  get muted() { return this.#audio.muted; }
  set muted(muted) { this.#each(audio => { audio.muted = muted; }); }
  /** 1 as it was recorded; half to twice as fast, at the same pitch. */
  get rate() { return this.#audio.playbackRate; }
  set rate(rate) { this.#each(audio => { audio.defaultPlaybackRate = audio.playbackRate = rate; }); }

  get queue() { return this.#queue; }
  set queue(tracks) {
    this.#queue = tracks;
    this.#say('queue');
  }
  /** What comes after this one, and what came before it; null for nothing. */
  get upcoming() { return this.#beside(1); }
  get previous() { return this.#beside(-1); }

  has(versionId) { return this.track?.versionId === versionId; }

  /** Takes up a recording; the position stays when it is another version of the same song. */
  load(/** @type {Track} */ track, at = null) {
    if (this.has(track.versionId)) {
      this.#deck.track = track;
      if (at !== null) this.seek(at);
      return this.#say('track');
    }
    const sameSong = this.track?.songId === track.songId;
    this.started &&= sameSong;
    if (!this.#queue.some(other => other.songId === track.songId)) this.queue = [];
    this.#take(track, at ?? (sameSong ? this.time : 0), this.playing && sameSong);
  }

  /** Plays a recording from its start, and then the others of the list that it is in. */
  start(track, queue = this.#queue) {
    this.queue = queue;
    this.#take(track, 0, true);
  }

  /** original or light: the choice is remembered, and the position kept. */
  choose(rendition) {
    kept.set('rendition', rendition);
    if (this.rendition === rendition || !this.track) return;
    this.#open(this.track, pick(this.track, rendition), this.time, this.playing);
    this.#say('rendition');
  }

  async play() {
    if (!this.track) return;
    if (this.trouble) return this.again();
    await this.#audio.play().catch(() => {}); // a fault comes as an error event, a refusal by the browser leaves it paused
  }
  pause() { this.#audio.pause(); }
  toggle() { this.playing ? this.pause() : this.play(); }

  seek(ms) {
    const to = Math.max(0, this.duration ? Math.min(ms, this.duration - 1) : ms);
    if (this.#audio.readyState === 0) this.#deck.resumeAt = to; else this.#audio.currentTime = to / 1000;
    this.#say('time');
  }

  /** To the next one of the queue, or to the one before; back to the start first, when it is past that. */
  skip(direction) {
    if (direction < 0 && (this.time > 3000 || !this.previous)) return this.seek(0);
    const to = this.#beside(direction);
    if (to) this.start(to);
  }

  /** Asks for the recording again, from where it was. */
  again() {
    this.#deck.retries = 0;
    this.trouble = '';
    this.#open(this.track, this.rendition, this.time, true);
  }

  stop() {
    clearTimeout(this.#change);
    this.#deck.empty();
    this.#spare.empty();
    this.#queue = [];
    this.started = false;
    this.trouble = '';
    this.#say('track');
  }

  #each(act) { for (const deck of [this.#deck, this.#spare]) act(deck.audio); }

  #beside(step) {
    const at = this.#queue.findIndex(other => other.songId === this.track?.songId);
    return at < 0 ? null : this.#queue[at + step] ?? null;
  }

  #take(track, from, play) {
    const rendition = pick(track);
    this.trouble = '';
    if (from === 0 && this.#spare.has(track, rendition)) {
      this.#swap(track);
      if (play) this.play();
    } else {
      this.#open(track, rendition, from, play);
    }
    this.#say('rendition');
    this.#say('track');
  }

  #open(track, rendition, from, play) {
    clearTimeout(this.#change);
    this.#deck.open(track, rendition, from);
    if (play) this.play();
    this.#say('time');
  }

  /** The spare is up, and the other becomes the spare, once what it still has to say has been heard. */
  #swap(track, lingers = 0) {
    clearTimeout(this.#change);
    const before = this.#audio;
    [this.#deck, this.#spare] = [this.#spare, this.#deck];
    this.#deck.track = track;
    this.#deck.rehearsing = false;
    this.#audio.muted = before.muted;
    if (this.#audio.currentTime > 0) this.#audio.currentTime = 0;
    if (lingers) setTimeout(() => { if (before !== this.#audio) before.pause(); }, lingers);
    else before.pause();
  }

  /** Gets the next song ready in time, and starts it when this one has just been heard to its end. */
  #aim() {
    clearTimeout(this.#change);
    const { left } = this.#deck, next = this.upcoming;
    if (!this.playing || left === null || left > READY_MS || !next || !this.goesOn()) return;
    if (!this.#spare.has(next, pick(next))) this.#prepare(next);
    if (left < AIM_MS && this.#deck.isSure) this.#change = setTimeout(() => this.#goOn(), Math.max(0, left - this.#lead));
  }

  #prepare(next) {
    const deck = this.#spare;
    deck.open(next, pick(next), 0, 'auto');
    deck.audio.addEventListener('canplay', async () => {
      if (deck !== this.#spare || deck.track !== next || !this.playing || this.#deck.left < 2 * AIM_MS) return;
      const late = await deck.rehearse();
      if (late !== null) this.#lead = Math.min(150, Math.max(0, late));
      if (deck === this.#spare) deck.audio.muted = this.muted;
    }, { once: true });
  }

  #goOn() {
    const next = this.upcoming;
    if (!next || !this.goesOn()) return false;
    if (!this.#spare.has(next, pick(next))) this.#spare.open(next, pick(next), 0, 'auto');
    this.#swap(next, 250);
    this.play();
    this.#say('rendition');
    this.#say('track');
    return true;
  }

  // A signed address lives minutes and one may listen for an hour: ask for a fresh one, a few times, then say so.
  #recover() {
    const deck = this.#deck, { track } = deck;
    if (!track || !this.#audio.hasAttribute('src')) return;
    const from = this.time;
    const unplayable = this.#audio.error?.code === MediaError.MEDIA_ERR_DECODE;
    if (deck.retries < 3 && !unplayable) {
      const delay = [200, 1500, 5000][deck.retries++];
      deck.resumeAt = from;
      setTimeout(() => { if (this.has(track.versionId) && this.#audio.error) this.#open(track, this.rendition, from, this.#wasPlaying); }, delay);
      return this.#say('state');
    }
    if (this.rendition === 'original' && track.renditions.includes('light')) {
      deck.retries = 0;
      this.#open(track, 'light', from, this.#wasPlaying);
      return this.#say('rendition');
    }
    deck.resumeAt = from;
    this.trouble = navigator.onLine ? 'This recording can’t be played just now.' : 'No connection. It goes on when you are back.';
    this.#say('trouble');
    this.#say('state');
  }

  get #wasPlaying() { return !this.#audio.paused; }

  #run() {
    this.#say('state');
    cancelAnimationFrame(this.#frame);
    const step = () => { this.#say('time'); if (this.playing) this.#frame = requestAnimationFrame(step); };
    step();
  }

  #say(what) { this.dispatchEvent(new Event(what)); }
}

/** What is played of it: what the person chose last, where it has that. */
const pick = (track, wanted = kept.get('rendition', 'original')) => track.renditions.includes(wanted) ? wanted : track.renditions[0] ?? 'original';

export const player = new Player();
