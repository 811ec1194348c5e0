import { element, timecode } from '../dom.js';

const PIN = 26, LANES = 4; // pixels, and how many pins may stand beneath each other

/**
 * Puts the notes of the list on the waveform, each with the face of who wrote it; what would overlap stands in a lane below.
 * @returns {{ms: number, element: HTMLElement}[]} by time
 */
export function pinNotes(pins, durationMs, act) {
  const notes = [...document.querySelectorAll('.note[data-ms]:not([data-ms=""])')]
    .map(note => ({ ms: Number(note.dataset.ms), element: note }))
    .sort((a, b) => a.ms - b.ms);
  const ends = []; // of each lane, in pixels
  pins.replaceChildren(...notes.map(note => {
    const x = Math.min(1, note.ms / durationMs) * pins.clientWidth;
    const free = ends.findIndex(end => end <= x), lane = free >= 0 ? free : Math.min(ends.length, LANES - 1);
    ends[lane] = x + PIN;
    const pin = element(`<button type="button" class="pin ${note.element.classList.contains('resolved') ? 'resolved' : ''}" data-note="${note.element.id}">${note.element.querySelector('.avatar').outerHTML}</button>`);
    pin.title = words(note);
    pin.ariaLabel = words(note);
    pin.style.left = `${x}px`;
    pin.style.marginTop = `${lane * PIN}px`;
    pin.addEventListener('click', () => act(note));
    return pin;
  }));
  pins.style.height = `${Math.max(1, ends.length) * PIN + 10}px`;
  return notes;
}

function words({ ms, element }) {
  const text = element.querySelector('.note-text').textContent.trim();
  const author = element.querySelector('.avatar').title;
  return `${timecode(ms)}, ${author}: ${text.length > 80 ? `${text.slice(0, 80)}…` : text}`;
}
