// Renaming and deleting are pages of their own, so they work without scripts. With them, a link marked data-dialog
// opens its page in a dialog: what was sent wrongly comes back into the dialog; what went well goes where the server says, or
// swaps just the part of the page that the link names (data-dialog="#notes-list"). A form marked data-stays leads on within the dialog: sharing with one
// is seldom the end of sharing. The page beneath is told when the dialog closes (concerto:shared).
import htmx from 'htmx.org';
import { focusHeading } from './shell.js';

const dialog = document.getElementById('dialog');
const body = dialog.querySelector('.dialog-body');
let opener = null;
let swaps = '#main';
let stayed = false;

document.addEventListener('click', event => {
  const link = event.target.closest('a[data-dialog]');
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  event.stopPropagation();
  if (!body.contains(link)) opener = link.closest('.menu')?.querySelector('summary') ?? link;
  swaps = link.dataset.dialog || '#main';
  body.setAttribute('hx-select-oob', link.dataset.oob ?? '');
  htmx.ajax('GET', link.href, { source: body, target: body, swap: 'innerHTML settle:0ms', select: '#main > :not(.alerts)' }); // at once: what is typed and sent in a hurry is sent by us too
}, true);

document.addEventListener('htmx:afterSwap', event => {
  if (event.detail.target !== body) return;
  name();
  if (dialog.open) { // one page of it led to another: whoever uses the keyboard goes along
    if (!body.contains(document.activeElement)) focusHeading(body);
    return;
  }
  for (const menu of document.querySelectorAll('.menu[open]')) menu.open = false;
  dialog.showModal();
  body.querySelector('[autofocus], input:not([type=hidden]), textarea')?.select?.();
});

/** It is called what its heading says. */
const name = () => dialog.setAttribute('aria-label', body.querySelector('h1, h2')?.textContent ?? 'Concerto');

// A dialog is no place of its own, so it leaves the history alone. What went well may lead to another page; back never leads to what was deleted.
document.addEventListener('htmx:beforeOnLoad', event => {
  const { requestConfig: { elt, verb }, xhr } = event.detail;
  if (!body.contains(elt)) return;
  const moves = verb !== 'get' && swaps === '#main' && xhr.status < 300 && !elt.matches('[data-stays]');
  const stays = new URL(xhr.responseURL || location.href).pathname === location.pathname || elt.querySelector('.danger') !== null;
  moves && stays ? body.removeAttribute('hx-push-url') : body.setAttribute('hx-push-url', String(moves));
  body.setAttribute('hx-replace-url', String(moves && stays));
});

document.addEventListener('htmx:beforeSwap', event => {
  if (!dialog.open || event.detail.requestConfig.elt === body || !body.contains(event.detail.requestConfig.elt)) return; // body: a link that leads on
  const stays = event.detail.xhr.status < 300 && event.detail.requestConfig.elt.matches('[data-stays]');
  stayed ||= stays;
  if (event.detail.xhr.status === 422 || stays) {
    Object.assign(event.detail, { target: body, selectOverride: '#main > :not(.alerts)', swapOverride: 'innerHTML' });
  } else if (event.detail.xhr.status < 300) {
    Object.assign(event.detail, { target: document.querySelector(swaps), selectOverride: swaps, swapOverride: swaps === '#main' ? 'outerHTML show:window:top' : 'outerHTML' });
    dialog.close();
  }
});

// A press beside it closes it: one that began there, not a selection that ended there; and not when that would throw away what one has written.
let pressed = null;
const isWritten = () => [...body.querySelectorAll('textarea, input:not([type=hidden])')].some(field => field.value !== field.defaultValue);
dialog.addEventListener('pointerdown', event => (pressed = event.target));
dialog.addEventListener('click', event => {
  if ((event.target === dialog && pressed === dialog && !isWritten()) || event.target.closest('[data-cancel]')) {
    event.preventDefault();
    event.stopPropagation();
    dialog.close();
  }
}, true);
dialog.addEventListener('close', () => {
  body.replaceChildren();
  opener?.isConnected && opener.focus();
  if (stayed) htmx.trigger(document.body, 'concerto:shared');
  stayed = false;
});

/** Opens a dialog that is made here; resolves with what closed it (`''` when given up). */
export async function ask(content) {
  if (dialog.open) await new Promise(resolve => dialog.addEventListener('close', resolve, { once: true })); // one after the other
  body.replaceChildren(content);
  name();
  opener = document.activeElement;
  dialog.returnValue = '';
  dialog.showModal();
  return new Promise(resolve => dialog.addEventListener('close', () => resolve(dialog.returnValue), { once: true }));
}
