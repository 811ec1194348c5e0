// Copying and printing need scripts; downloading does not.
import { toast } from '../shell.js';

/** @param {HTMLElement} part What shows the codes. */
export function open(part) {
  const [copy, print] = ['[data-copy]', '[data-print]'].map(button => part.querySelector(button));
  const codes = [...part.querySelectorAll('.codes li')].map(code => code.textContent.trim());
  copy.addEventListener('click', async () => {
    await navigator.clipboard.writeText(codes.join('\n'));
    toast('Copied. Paste them where they are safe.');
  });
  print.addEventListener('click', () => window.print());
  copy.hidden = !navigator.clipboard;
  print.hidden = false;
}
