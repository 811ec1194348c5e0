// A loop over a note, the marked range or the whole: it leads in a little, and says on the waveform where it goes.
import { element, kept } from '../dom.js';
import { player } from '../player.js';

const AROUND = 4000; // a moment is looped with so much after it

/** Emits `change` when it begins, ends or moves. */
export class Loop extends EventTarget {
  /** @type {{start: number, end: number, note?: string, whole?: boolean} | null} what is looped; `note` is the id of the note it belongs to */
  target = null;

  /** @param {{time: number, duration: number, here: boolean, seek: (ms: number) => void, play: () => void}} room */
  constructor(room, stage, signal) {
    super();
    this.room = room;
    this.part = element('<div class="loop-region" hidden><i></i></div>');
    stage?.append(this.part);
    for (const what of ['time', 'state']) player.addEventListener(what, () => this.#turn(), { signal });
    // In a tab that is not looked at there are no frames, and yet one listens.
    const watch = setInterval(() => document.hidden && this.#turn(), 100);
    signal.addEventListener('abort', () => clearInterval(watch));
  }

  /** Seconds that are heard before the start; remembered. */
  get leadIn() { return kept.get('leadIn', 2); }
  set leadIn(seconds) {
    kept.set('leadIn', seconds);
    this.#draw();
  }

  get from() { return Math.max(0, this.target.start - this.leadIn * 1000); }

  /** Goes there, and plays. @param {{start: number, end?: number | null, note?: string, whole?: boolean}} target */
  begin({ start, end, ...rest }) {
    this.target = { start, end: Math.min(end ?? start + AROUND, this.room.duration), ...rest };
    this.#changed();
    if (this.room.time < this.from || this.room.time > this.target.end || !player.playing) this.room.seek(this.from);
    this.room.play();
  }

  end() {
    if (!this.target) return;
    this.target = null;
    this.#changed();
  }

  /** The range was moved while it is looped. */
  adjust(range) {
    Object.assign(this.target, range);
    this.#changed();
  }

  /** One has gone elsewhere by hand: out of the loop is out of it. */
  leave(ms) {
    if (this.target && (ms < this.from - 1 || ms > this.target.end)) this.end();
  }

  #turn() {
    const { room, target } = this;
    if (!target || !room.here) return;
    const ended = player.duration > 0 && room.time >= player.duration - 30;
    if (ended && !player.playing) {
      room.seek(this.from);
      room.play();
    } else if (player.playing && room.time >= target.end) room.seek(this.from);
  }

  #changed() {
    this.#draw();
    this.dispatchEvent(new Event('change'));
  }

  #draw() {
    this.part.hidden = !this.target;
    if (!this.target) return;
    const share = ms => `${(ms / this.room.duration) * 100}%`, { start, end } = this.target;
    Object.assign(this.part.style, { left: share(this.from), width: share(end - this.from) });
    this.part.firstElementChild.style.width = `${((start - this.from) / (end - this.from)) * 100}%`;
  }
}
