// The waveform: wavesurfer draws it from precomputed peaks, decodes nothing and plays nothing; the player has the audio.
import WaveSurfer from 'wavesurfer.js';
import { toast } from '../shell.js';
import { timecode } from '../dom.js';

const POINTS = 1200, DRAG = 6; // pixels that a hand may tremble
const cspNonce = document.querySelector('meta[name=csp-nonce]')?.content;

/** Emits on the slider: `concerto:seek` (a click; milliseconds) and `concerto:mark` (a drag; `{ start, end, done }`). */
export class Wave {
  #surfer = null;
  #at = 0;

  /** @param {HTMLElement} slider  @param {string} address  JSON `{ durationMs, peaks }`: lowest, highest, lowest … −32768 to 32767 */
  constructor(slider, address, durationMs, signal) {
    Object.assign(this, { slider, durationMs, signal });
    this.#draw(address).catch(fault => signal.aborted || toast('The waveform could not be fetched. Playing and notes work without it.', { bad: true }));
    this.#pointer();
    signal.addEventListener('abort', () => this.#surfer?.destroy());
  }

  show(ms) {
    this.#at = ms;
    this.#surfer?.setTime(ms / 1000);
  }

  /** The time beneath the pointer. */
  timeAt(clientX) {
    const box = this.slider.getBoundingClientRect();
    return Math.min(1, Math.max(0, (clientX - box.left) / box.width)) * this.durationMs;
  }

  // Canvas takes colours only as they come out, after light-dark().
  get #colours() {
    const style = getComputedStyle(this.slider);
    return { waveColor: style.color, progressColor: style.caretColor, cursorColor: style.caretColor };
  }

  async #draw(address) {
    const response = await fetch(`${address}?points=${POINTS}`, { signal: this.signal });
    if (!response.ok) throw new Error(String(response.status));
    const { peaks } = await response.json();
    if (this.signal.aborted) return;
    const every = offset => Float32Array.from({ length: peaks.length / 2 }, (_, i) => peaks[2 * i + offset] / 32768);
    this.#surfer = WaveSurfer.create({
      container: this.slider, height: 'auto', cspNonce, ...this.#colours, cursorWidth: 1,
      barWidth: 2, barGap: 1, barRadius: 1, barMinHeight: 1, maxPeak: 1, interact: false, hideScrollbar: true,
      peaks: [every(1), every(0)], duration: this.durationMs / 1000,
    });
    this.#surfer.on('ready', () => {
      this.slider.querySelector('.overview')?.remove();
      this.show(this.#at);
    });
    document.addEventListener('concerto:theme', () => this.#surfer.setOptions(this.#colours), { signal: this.signal });
  }

  // A click goes there, a drag marks a range; the line under the pointer tells the time there. Fingers that move up or down scroll
  // the page (touch-action: pan-y): the browser then takes the pointer away, and nothing was meant.
  #pointer() {
    const { slider, signal } = this;
    const line = Object.assign(document.createElement('i'), { className: 'hover-time', innerHTML: '<span></span>' });
    slider.append(line);
    const say = (type, detail) => slider.dispatchEvent(new CustomEvent(type, { detail }));
    const on = (type, act) => slider.addEventListener(type, act, { signal });
    let press = null;
    const marked = (x, done) => {
      const [from, to] = [this.timeAt(press.x), this.timeAt(x)].sort((a, b) => a - b);
      return { start: from, end: to, done };
    };

    on('pointerdown', event => {
      if (event.button !== 0 || !event.isPrimary) return;
      slider.setPointerCapture(event.pointerId);
      press = { id: event.pointerId, x: event.clientX, drags: false };
    });
    on('pointermove', event => {
      const ms = this.timeAt(event.clientX), part = ms / this.durationMs;
      line.style.left = `${part * 100}%`;
      line.classList.toggle('flip', part > 0.9);
      line.firstElementChild.textContent = timecode(ms, true);
      if (press?.id !== event.pointerId) return;
      press.drags ||= Math.abs(event.clientX - press.x) > DRAG;
      if (press.drags) say('concerto:mark', marked(event.clientX, false));
    });
    on('pointerup', event => {
      if (press?.id !== event.pointerId) return;
      press.drags ? say('concerto:mark', marked(event.clientX, true)) : say('concerto:seek', this.timeAt(event.clientX));
      press = null;
    });
    on('pointercancel', () => {
      if (press?.drags) say('concerto:mark', null);
      press = null;
    });
  }
}
