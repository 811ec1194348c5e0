import { element, escape, timecode } from '../dom.js';

/**
 * Puts the notes of the list on the waveform, each with the face of who wrote it.
 * @returns {{ms: number, element: HTMLElement}[]} by time
 */
export function pinNotes(pins, durationMs, act) {
  const notes = [...document.querySelectorAll('.note[data-ms]:not([data-ms=""])')]
    .map(note => ({ ms: Number(note.dataset.ms), element: note }))
    .sort((a, b) => a.ms - b.ms);
  pins.replaceChildren(...notes.map(note => {
    const face = note.element.querySelector('.avatar').outerHTML;
    const text = note.element.querySelector('.note-text').textContent.trim();
    const words = `${timecode(note.ms)}, ${note.element.querySelector('.note-head b').textContent}: ${text.length > 80 ? `${text.slice(0, 80)}…` : text}`;
    const pin = element(`<button type="button" class="pin ${note.element.classList.contains('resolved') ? 'resolved' : ''}" data-note="${note.element.id}" aria-label="${escape(words)}" title="${escape(words)}">${face}</button>`);
    pin.style.left = `${Math.min(100, (note.ms / durationMs) * 100)}%`;
    pin.addEventListener('click', () => act(note));
    return pin;
  }));
  return notes;
}
