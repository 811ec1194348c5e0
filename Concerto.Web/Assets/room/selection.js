// The marked range: dragged on the waveform, set by keys or buttons, or typed. It lies on the waveform with its times and two handles.
import { element, icon, rangecode, spokenTime, timecode } from '../dom.js';

const LEAST = 100; // milliseconds: what the times show

/** Emits `change` whenever the range is another one, or none. */
export class Selection extends EventTarget {
  /** @type {{start: number, end: number} | null} */
  range = null;
  /** Begun and not yet ended: its end follows the playhead. */
  open = false;

  /** @param {HTMLElement | null} stage  what lies over the waveform; without one there is a range all the same */
  constructor(stage, wave, durationMs, signal) {
    super();
    Object.assign(this, { stage, wave, durationMs });
    if (!stage) return;
    this.part = element(`<div class="selection" role="group" aria-label="The marked range" hidden>
      <div class="handle start" role="slider" tabindex="0" aria-label="Start of the range"></div>
      <div class="handle end" role="slider" tabindex="0" aria-label="End of the range"></div>
      <div class="selection-label"><span class="mono"></span><button type="button" class="loop-range" aria-pressed="false" aria-label="Loop the range" title="Loop the range (R)">${icon('repeat')}</button><button type="button" class="clear" aria-label="Clear the range" title="Clear the range (Esc)">${icon('x')}</button></div>
    </div>`);
    stage.append(this.part);
    this.label = this.part.querySelector('.selection-label');
    this.part.querySelector('.clear').addEventListener('click', () => { this.clear(); wave.slider.focus({ preventScroll: true }); }, { signal });
    for (const edge of ['start', 'end']) this.#handle(edge, signal);
    addEventListener('resize', () => this.#draw(), { signal });
  }

  /** Sets it; the edges may come in either order, and are kept within the recording. */
  set(a, b, { open = false } = {}) {
    const limit = ms => Math.min(Math.max(0, Math.round(ms)), this.durationMs || Infinity);
    let [start, end] = [limit(Math.min(a, b)), limit(Math.max(a, b))];
    if (end - start < LEAST) start = Math.max(0, (end = limit(start + LEAST)) - LEAST);
    this.open = open;
    if (this.range?.start === start && this.range.end === end) return;
    this.range = { start, end };
    this.#changed();
  }

  clear() {
    this.open = false;
    if (!this.range) return;
    this.range = null;
    this.#changed();
  }

  /** A range starts here: one that has its end ahead keeps it, else the end follows the playhead until it is set. */
  from(ms) {
    if (this.range && !this.open && this.range.end > ms + LEAST) this.set(ms, this.range.end);
    else this.set(ms, ms + LEAST, { open: true });
  }

  /** The range ends here; where none was begun, it is the last seconds. */
  to(ms) {
    const start = this.range?.start ?? ms;
    this.set(start < ms ? start : Math.max(0, ms - 4000), ms);
  }

  /** The playhead is there. */
  follow(ms) {
    if (this.open && ms > this.range.start) this.set(this.range.start, ms, { open: true });
  }

  #changed() {
    this.#draw();
    this.dispatchEvent(new Event('change'));
  }

  #draw() {
    if (!this.part) return;
    this.part.hidden = !this.range;
    if (!this.range) return;
    const { start, end } = this.range, share = ms => `${(ms / this.durationMs) * 100}%`;
    Object.assign(this.part.style, { left: share(start), width: share(end - start) });
    this.part.classList.toggle('open', this.open);
    this.label.firstElementChild.textContent = rangecode(this.range);
    for (const [edge, least, most] of [['start', 0, end], ['end', start, this.durationMs]]) {
      const handle = this.part.querySelector(`.${edge}`);
      handle.setAttribute('aria-valuemin', Math.round(least / 1000));
      handle.setAttribute('aria-valuemax', Math.round(most / 1000));
      handle.setAttribute('aria-valuenow', (this.range[edge] / 1000).toFixed(1));
      handle.setAttribute('aria-valuetext', `${timecode(this.range[edge], true)}, ${spokenTime(this.range[edge])}`);
    }
    // In the middle of the range, but never beyond the waveform.
    const width = this.stage.clientWidth, half = this.label.offsetWidth / 2, middle = ((start + end) / 2 / this.durationMs) * width;
    this.label.style.left = `${Math.min(Math.max(middle, half), width - half) - (start / this.durationMs) * width}px`;
  }

  #handle(edge, signal) {
    const handle = this.part.querySelector(`.${edge}`);
    const other = () => this.range[edge === 'start' ? 'end' : 'start'];
    const move = ms => this.set(edge === 'start' ? Math.min(ms, other() - LEAST) : Math.max(ms, other() + LEAST), other());
    const on = (type, act) => handle.addEventListener(type, act, { signal });
    on('pointerdown', event => {
      if (event.button !== 0) return;
      handle.setPointerCapture(event.pointerId);
      event.preventDefault();
      handle.focus({ preventScroll: true });
    });
    on('pointermove', event => handle.hasPointerCapture(event.pointerId) && move(this.wave.timeAt(event.clientX)));
    on('keydown', event => {
      const step = event.shiftKey ? 1000 : 100;
      const to = { ArrowLeft: -step, ArrowDown: -step, ArrowRight: step, ArrowUp: step, PageDown: -5000, PageUp: 5000 }[event.key];
      if (to === undefined || event.ctrlKey || event.metaKey || event.altKey) return;
      event.preventDefault();
      move(this.range[edge] + to);
    });
  }
}
