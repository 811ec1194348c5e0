// Light, dark, or as the system says; theme.js sets it before the next page is drawn.
import { announce } from './shell.js';

const order = ['', 'light', 'dark'];
const words = { '': 'Theme: as the system', light: 'Theme: light', dark: 'Theme: dark' };
const show = button => (button.querySelector('.theme-word').textContent = words[localStorage.getItem('concerto.theme') ?? '']);

document.querySelectorAll('[data-theme-switch]').forEach(button => {
  button.hidden = false;
  show(button);
  button.addEventListener('click', event => {
    event.stopPropagation();
    const next = order[(order.indexOf(localStorage.getItem('concerto.theme') ?? '') + 1) % order.length];
    if (next) localStorage.setItem('concerto.theme', next); else localStorage.removeItem('concerto.theme');
    if (next) document.documentElement.dataset.theme = next; else delete document.documentElement.dataset.theme;
    document.dispatchEvent(new CustomEvent('concerto:theme'));
    show(button);
    announce(words[next]);
  });
});
matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => document.dispatchEvent(new CustomEvent('concerto:theme')));
