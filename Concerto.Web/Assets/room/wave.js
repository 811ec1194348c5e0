// The waveform: wavesurfer draws it from precomputed peaks, decodes nothing and plays nothing; the player has the audio.
import WaveSurfer from 'wavesurfer.js';
import { toast } from '../shell.js';
import { timecode } from '../dom.js';

const POINTS = 1200;
const cspNonce = document.querySelector('meta[name=csp-nonce]')?.content;

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

  // Press and drag to seek; the line under the pointer tells the time there.
  #pointer() {
    const { slider, signal } = this;
    const line = Object.assign(document.createElement('div'), { className: 'hover-time', innerHTML: '<span></span>' });
    slider.append(line);
    const timeAt = event => {
      const box = slider.getBoundingClientRect();
      return Math.min(1, Math.max(0, (event.clientX - box.left) / box.width)) * this.durationMs;
    };
    const seek = event => slider.dispatchEvent(new CustomEvent('concerto:seek', { detail: timeAt(event) }));
    slider.addEventListener('pointerdown', event => {
      if (event.button !== 0) return;
      slider.setPointerCapture(event.pointerId);
      seek(event);
    }, { signal });
    slider.addEventListener('pointermove', event => {
      const ms = timeAt(event), part = ms / this.durationMs;
      line.style.left = `${part * 100}%`;
      line.classList.toggle('flip', part > 0.9);
      line.firstElementChild.textContent = timecode(ms, true);
      if (slider.hasPointerCapture(event.pointerId)) seek(event);
    }, { signal });
  }
}
