// The form for a new note, and what happens to half-written words when the list is swapped.
import { timecode } from '../dom.js';
import { player } from '../player.js';

/**
 * The note's time follows the playhead until one begins to write, or sets it by hand; an emptied one means the whole version.
 * @param {() => number} now  the playhead, in milliseconds
 */
export function stampNotes(now, signal) {
  let held = false; // set by hand
  const at = () => document.getElementById('note-at'), text = () => document.getElementById('note-text');
  const stamp = () => {
    if (at() && !held && text().value === '' && document.activeElement !== at()) at().value = timecode(now(), true);
  };
  const on = (type, act) => document.addEventListener(type, act, { signal });

  on('input', event => { if (event.target.id === 'note-at') held = true; });
  on('keydown', event => { // Ctrl or Cmd with Enter sends, as people expect
    if (event.key === 'Enter' && (event.ctrlKey || event.metaKey) && event.target.matches('textarea')) event.target.form?.requestSubmit();
  });
  for (const what of ['time', 'track']) player.addEventListener(what, stamp, { signal });

  /** @type {Map<HTMLFormElement, string>} what each form has sent */
  const sent = new Map();
  /** @type {Map<string, string>} what others hold, by id */
  let halfWritten = new Map();
  const isList = event => event.detail.target?.id === 'notes-list';

  on('htmx:beforeRequest', event => {
    const words = event.detail.elt.querySelector?.('textarea');
    if (words && isList(event)) sent.set(event.detail.elt, words.value);
  });
  on('htmx:beforeSwap', event => {
    if (!isList(event)) return;
    const form = event.detail.requestConfig.elt;
    const isNew = form.classList.contains('note-form');
    if (isNew && event.detail.xhr.status === 422) { // refused: the form, with what was typed and why not
      Object.assign(event.detail, { target: form, selectOverride: '.note-form' });
      return;
    }
    if (isNew && text().value === sent.get(form)) { // unless one has gone on writing
      text().value = '';
      held = false;
      stamp();
    }
    if (event.detail.xhr.status < 300 && event.detail.requestConfig.verb !== 'get') { // what was wrong before is past
      document.querySelectorAll('.note-form .error').forEach(error => error.remove());
      document.querySelectorAll('.note-form [aria-invalid]').forEach(field => field.removeAttribute('aria-invalid'));
    }
    halfWritten = new Map([...event.detail.target.querySelectorAll('textarea')]
      .filter(area => area.value !== area.defaultValue && area.value !== sent.get(area.form)).map(area => [area.id, area.value]));
  });
  on('htmx:afterSettle', event => {
    if (!isList(event) && !event.detail.target?.classList.contains('note-form')) return;
    for (const [id, value] of halfWritten) {
      const area = document.getElementById(id);
      if (!area) continue;
      area.value = value;
      area.closest('details').open = true;
    }
    halfWritten.clear();
    held = at()?.ariaInvalid === 'true' || (held && text().value !== '');
    stamp();
    // Whoever uses the keyboard stays near: at what is wrong, or, when what was pressed is gone, at the head of the list.
    if (document.activeElement === document.body && !event.detail.requestConfig?.elt.matches('i[data-quiet]')) (document.querySelector('#notes-section [aria-invalid=true]') ?? document.getElementById('notes-head'))?.focus();
  });
  stamp();
}
