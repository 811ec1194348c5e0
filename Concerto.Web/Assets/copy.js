// A button that copies what is in the field that it names; without scripts, or where the browser does not let pages copy, the field is there to be copied from by hand.
import htmx from 'htmx.org';
import { announce } from './shell.js';

htmx.onLoad(root => {
  const all = selector => [...root.querySelectorAll(selector), ...(root.matches?.(selector) ? [root] : [])];
  for (const button of all('[data-copy]')) button.hidden = false;
  for (const field of all('[data-select]')) field.select();
});

document.addEventListener('click', async event => {
  const button = event.target.closest('[data-copy]');
  if (!button) return;
  const field = document.getElementById(button.dataset.copy);
  field.select();
  const copied = await navigator.clipboard?.writeText(field.value).then(() => true, () => false) ?? document.execCommand('copy');
  if (!copied) return announce('It could not be copied. It is selected: copy it by hand.');
  announce('Copied');
  const words = button.lastChild;
  words.textContent = 'Copied';
  setTimeout(() => (words.textContent = 'Copy'), 2000);
});
