// Lists and forms are swapped while people write: what is half written stays as it is, with the caret in it, and reply forms stay open.
import htmx from 'htmx.org';

/** @type {WeakMap<HTMLFormElement, string>} what each form has sent */
const sent = new WeakMap();

/** Nothing was added to what the form has sent. */
export const isAsSent = form => sent.get(form) === form.querySelector('textarea').value;

/** Puts the form for a reply below its note; there is one for each note. @returns {HTMLTextAreaElement | null} */
export function openReply(noteId) {
  const there = document.getElementById(`reply-${noteId}`);
  const link = document.querySelector(`#notes-list [data-reply="${noteId}"]`), template = document.getElementById('reply-template');
  if (link) link.hidden = true;
  if (there || !link || !template) return there;
  const form = template.content.firstElementChild.cloneNode(true), area = form.querySelector('textarea');
  form.elements.parentId.value = noteId;
  form.elements.on.value = link.dataset.on;
  area.id = `reply-${noteId}`;
  const author = document.getElementById(noteId).querySelector('.avatar').title;
  area.placeholder = `Reply to ${author}…`;
  area.setAttribute('aria-label', `Reply to ${author}`);
  link.closest('.note-actions').append(form);
  htmx.process(form);
  return area;
}

export function closeReply(form) {
  const link = form.closest('.note-actions').querySelector('[data-reply]');
  form.remove();
  if (!link) return;
  link.hidden = false;
  link.focus();
}

export function keepHalfWritten(signal) {
  const on = (type, act) => document.addEventListener(type, act, { signal });
  const isOurs = ({ detail: { target } }) => target?.id === 'notes-list' || target?.matches?.('.note-form');
  let areas = [], focus = null;

  on('click', event => {
    const link = event.target.closest('[data-reply]');
    if (!link || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    openReply(link.dataset.reply)?.focus();
  });
  on('htmx:beforeRequest', event => {
    const words = event.detail.elt.matches('form') && event.detail.elt.querySelector('textarea');
    if (words) sent.set(event.detail.elt, words.value);
  });
  on('htmx:beforeSwap', event => {
    if (!isOurs(event)) return;
    const sender = event.detail.requestConfig.elt, refused = event.detail.xhr.status === 422;
    // The one that was sent is settled, or comes back with what was wrong; unless one has gone on writing in it.
    areas = [...event.detail.target.querySelectorAll('textarea')].filter(area => area.form !== sender || !isAsSent(sender))
      .map(({ id, value }) => ({ id, value }));
    const { activeElement } = document;
    focus = event.detail.target.contains(activeElement) && activeElement.matches('textarea, input') && (activeElement.form !== sender || refused)
      ? { id: activeElement.id, from: activeElement.selectionStart, to: activeElement.selectionEnd } : null;
  });
  // At once, not when htmx has settled: a key that is pressed meanwhile belongs to the field.
  on('htmx:afterSwap', event => {
    if (!isOurs(event)) return;
    for (const { id, value } of areas) {
      const area = id.startsWith('reply-') ? openReply(id.slice('reply-'.length)) : document.getElementById(id);
      if (area && area.value !== value) area.value = value; // what is as it was keeps its caret, and what is being composed in it
    }
    const field = focus && document.getElementById(focus.id);
    if (field && field !== document.activeElement) {
      field.focus({ preventScroll: true });
      field.setSelectionRange(focus.from, focus.to);
    }
    [areas, focus] = [[], null];
  });
}
