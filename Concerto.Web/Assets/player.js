// The one thing that plays. It owns the <audio> outside #main, so music goes on from page to page.
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

/** Emits `track`, `state` (playing, paused, waiting), `time`, `rendition`, `trouble`. */
class Player extends EventTarget {
  /** @type {HTMLAudioElement} */
  #audio = Object.assign(new Audio(), { preload: 'metadata' });
  /** @type {Track | null} */
  track = null;
  rendition = 'original';
  /** It has been played, not only opened. */
  started = false;
  trouble = '';
  #resumeAt = 0;
  #retries = 0;
  #frame = 0;

  constructor() {
    super();
    const audio = this.#audio;
    document.getElementById('player').append(audio);
    audio.volume = kept.get('volume', 1);
    audio.addEventListener('play', () => { this.started = true; this.#run(); });
    audio.addEventListener('pause', () => this.#say('state'));
    audio.addEventListener('waiting', () => this.#say('state'));
    audio.addEventListener('playing', () => { this.#retries = 0; this.trouble = ''; this.#say('state'); });
    audio.addEventListener('ended', () => this.#say('state'));
    audio.addEventListener('seeked', () => this.#say('time'));
    audio.addEventListener('durationchange', () => this.#say('time'));
    audio.addEventListener('ratechange', () => this.#say('state'));
    audio.addEventListener('volumechange', () => { kept.set('volume', audio.volume); this.#say('state'); });
    audio.addEventListener('loadedmetadata', () => { if (this.#resumeAt) { audio.currentTime = this.#resumeAt / 1000; this.#resumeAt = 0; } });
    audio.addEventListener('error', () => this.#recover());
    addEventListener('online', () => { if (this.trouble) this.again(); });
  }

  get playing() { return !this.#audio.paused && !this.#audio.ended; }
  get waiting() { return this.playing && this.#audio.readyState < 3; }
  get time() { return this.#resumeAt || this.#audio.currentTime * 1000; }
  get duration() { return this.track?.durationMs || (Number.isFinite(this.#audio.duration) ? this.#audio.duration * 1000 : 0); }
  get volume() { return this.#audio.muted ? 0 : this.#audio.volume; }
  set volume(value) { this.#audio.muted = false; this.#audio.volume = value; }
  get muted() { return this.#audio.muted; }
  set muted(value) { this.#audio.muted = value; }

  /** 1 as it was recorded; half to twice as fast, at the same pitch. */
  get rate() { return this.#audio.playbackRate; }
  set rate(value) { this.#audio.defaultPlaybackRate = this.#audio.playbackRate = value; }

  has(versionId) { return this.track?.versionId === versionId; }

  /** Takes up a recording; the position stays when it is another version of the same song. */
  load(/** @type {Track} */ track, at = null) {
    if (this.has(track.versionId)) {
      this.track = track;
      if (at !== null) this.seek(at);
      return this.#say('track');
    }
    const goOn = this.playing && this.track?.songId === track.songId;
    const from = at ?? (this.track?.songId === track.songId ? this.time : 0);
    this.started &&= this.track?.songId === track.songId;
    this.track = track;
    this.#choose(kept.get('rendition', 'original'));
    this.#open(from, goOn);
    this.#say('track');
  }

  /** original or light: the choice is remembered, and the position kept. */
  choose(rendition) {
    kept.set('rendition', rendition);
    if (this.rendition === rendition || !this.track) return;
    const goOn = this.playing, from = this.time;
    this.#choose(rendition);
    this.#open(from, goOn);
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
    if (this.#audio.readyState === 0) this.#resumeAt = to; else this.#audio.currentTime = to / 1000;
    this.#say('time');
  }

  /** Asks for the recording again, from where it was. */
  again() {
    this.#retries = 0;
    this.trouble = '';
    this.#open(this.time, true);
  }

  stop() {
    this.#audio.pause();
    this.#audio.removeAttribute('src');
    this.#audio.load();
    this.track = null;
    this.started = false;
    this.#say('track');
  }

  #choose(wanted) {
    this.rendition = this.track.renditions.includes(wanted) ? wanted : this.track.renditions[0] ?? 'original';
    this.#say('rendition');
  }

  #open(from, play) {
    this.#resumeAt = from;
    this.#audio.src = `/versions/${this.track.versionId}/audio?rendition=${this.rendition}`;
    if (play) this.play();
    this.#say('time');
  }

  // A signed address lives minutes and one may listen for an hour: ask for a fresh one, a few times, then say so.
  #recover() {
    if (!this.track || !this.#audio.hasAttribute('src')) return;
    const from = this.time, version = this.track.versionId;
    const unplayable = this.#audio.error?.code === MediaError.MEDIA_ERR_DECODE;
    if (this.#retries < 3 && !unplayable) {
      const delay = [200, 1500, 5000][this.#retries++];
      this.#resumeAt = from;
      setTimeout(() => { if (this.has(version) && this.#audio.error) this.#open(from, this.#wasPlaying); }, delay);
      return this.#say('state');
    }
    if (this.rendition === 'original' && this.track.renditions.includes('light')) {
      this.#retries = 0;
      this.#choose('light');
      return this.#open(from, this.#wasPlaying);
    }
    this.#resumeAt = from;
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

export const player = new Player();
