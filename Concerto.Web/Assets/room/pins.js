// The notes beneath the waveform: a face at its moment, a bar over its range; what would overlap stands in a lane below.
import { element, escape, timecode } from '../dom.js';

const FACE = 26, LANES = 5, BAR_LANES = 3; // pixels, and how many lanes there may be

/**
 * @typedef {object} Note
 * @property {string} id
 * @property {number} ms
 * @property {number | null} end
 * @property {HTMLElement} element  its row in the list
 */

/** The notes of the list that have a place in this recording, by time. @returns {Note[]} */
export const readNotes = () => [...document.querySelectorAll('#notes-list .note:not([data-ms=""])')]
  .map(note => ({ id: note.id, ms: Number(note.dataset.ms), end: note.dataset.end ? Number(note.dataset.end) : null, element: note }))
  .sort((a, b) => a.ms - b.ms);

/**
 * Which lane each takes, first come first served. The lowest lanes are kept from bars, so that a moment always finds room near its place: as
 * a face of its own, or in the crowd (`more`) of one that is less than a face away. A bar that finds no lane is shown as its face.
 */
function layOut(notes, width, durationMs) {
  const lanes = Array.from({ length: LANES }, () => null), placed = [];
  const free = (left, from, to) => lanes.findIndex((last, lane) => lane >= from && lane < to && (last === null || last.right <= left));
  for (const note of notes) {
    const x = Math.min(1, note.ms / durationMs) * width, left = x - FACE / 2;
    let bar = note.end ? Math.max(4, (Math.min(1, note.end / durationMs) * width) - x) : 0;
    let lane = bar ? free(left, 0, BAR_LANES) : -1;
    if (lane < 0) [bar, lane] = [0, free(left, 0, LANES)];
    if (lane < 0) lanes.slice(BAR_LANES).reduce((a, b) => (b.left > a.left ? b : a)).more.push(note);
    else placed.push(lanes[lane] = { note, left, right: left + Math.max(FACE, bar + FACE / 2 + 3), lane, bar, more: [] });
  }
  return { placed, lanes: Math.max(1, ...placed.map(({ lane }) => lane + 1)) };
}

/** Draws them anew. @param {(note: Note) => void} act  a pin was pressed */
export function pinNotes(pins, notes, durationMs, act) {
  const focused = pins.contains(document.activeElement) ? document.activeElement.dataset.note : null;
  const { placed, lanes } = layOut(notes, pins.clientWidth, durationMs);
  pins.replaceChildren(...placed.map(({ note, left, lane, bar, more }) => {
    const face = note.element.querySelector('.avatar'), words = said(note) + (more.length ? ` And ${more.length} more here.` : '');
    const pin = element(`<button type="button" tabindex="-1" class="pin ${bar ? 'range' : ''} ${lane ? '' : 'first'} ${note.element.classList.contains('resolved') ? 'resolved' : ''} ${face.className.match(/hue-\d+/)?.[0] ?? ''}"
      data-note="${note.id}" title="${escape(words)}" aria-label="${escape(words)}">${bar ? '<i class="bar"></i>' : ''}${more.length ? `<span class="avatar crowd" aria-hidden="true">${more.length + 1}</span>` : face.outerHTML}</button>`);
    Object.assign(pin.style, { left: `${left}px`, top: `${lane * FACE + 6}px`, width: `${Math.max(FACE, bar + FACE / 2)}px` });
    if (bar) pin.firstElementChild.style.width = `${bar}px`;
    pin.querySelector('.avatar').removeAttribute('title');
    let next = 0;
    const crowd = [note, ...more];
    if (more.length) pin.dataset.crowd = more.map(other => other.id).join(' ');
    pin.addEventListener('click', () => act(crowd[next++ % crowd.length]));
    return pin;
  }));
  pins.style.height = `${lanes * FACE + 12}px`;
  const entry = pinOf(pins, focused) ?? pins.firstElementChild;
  if (entry) entry.tabIndex = 0;
  if (focused) entry?.focus({ preventScroll: true });
}

/** The pin of a note, or of the crowd that it stands in. */
export const pinOf = (pins, id) => id ? pins?.querySelector(`.pin[data-note="${id}"], .pin[data-crowd~="${id}"]`) ?? null : null;

/** One stop for the Tab key, then the arrow keys from pin to pin. */
export function rove(pins, signal) {
  const go = pin => {
    if (!pin) return;
    for (const other of pins.querySelectorAll('[tabindex="0"]')) other.tabIndex = -1;
    pin.tabIndex = 0;
    pin.focus();
  };
  pins.addEventListener('keydown', event => {
    const pin = event.target.closest('.pin');
    const to = { ArrowRight: pin?.nextElementSibling, ArrowDown: pin?.nextElementSibling, ArrowLeft: pin?.previousElementSibling, ArrowUp: pin?.previousElementSibling, Home: pins.firstElementChild, End: pins.lastElementChild };
    if (!pin || !(event.key in to) || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    event.stopPropagation();
    go(to[event.key]);
  }, { signal });
}

/** “01:23 to 01:31, Mira: The snare hides the vocal here.” */
export function said({ ms, end, element }) {
  const text = element.querySelector('.note-text').textContent.trim(), author = element.querySelector('.avatar').title;
  return `${timecode(ms)}${end ? ` to ${timecode(end)}` : ''}, ${author}: ${text.length > 80 ? `${text.slice(0, 80)}…` : text}`;
}
