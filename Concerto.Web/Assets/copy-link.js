// A link in a field that can be read and marked; with scripts a button copies it.
import { toast } from './shell.js';

/** @param {HTMLElement} part What shows the link. */
export function open(part) {
  const [field, copy] = [part.querySelector('input'), part.querySelector('[data-copy]')];
  field.addEventListener('focus', () => field.select());
  if (!navigator.clipboard) return;
  copy.hidden = false;
  copy.addEventListener('click', async () => {
    await navigator.clipboard.writeText(field.value);
    toast('Copied.');
  });
}
