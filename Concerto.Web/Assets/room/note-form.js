/**
 * The note's time follows the playhead until one begins to write, or sets it by hand; an emptied one means the whole version.
 * Asked for anew each time, because htmx swaps the form.
 */
import { timecode } from '../dom.js';
import { player } from '../player.js';

export function stampNotes(now, signal) {
  let held = false;
  const fields = () => ({ at: document.getElementById('note-at'), text: document.getElementById('note-text') });
  const stamp = () => {
    const { at, text } = fields();
    if (at && !held && text.value === '' && document.activeElement !== at) at.value = timecode(now(), true);
  };
  document.addEventListener('input', event => { if (event.target.id === 'note-at') held = true; }, { signal });
  document.addEventListener('htmx:afterSettle', event => {
    if (event.detail.target?.id !== 'notes-section') return;
    held = document.getElementById('note-text')?.value !== '';
    stamp();
  }, { signal });
  // Ctrl or Cmd with Enter sends, as people expect.
  document.addEventListener('keydown', event => {
    if (event.key === 'Enter' && (event.ctrlKey || event.metaKey) && event.target.matches('textarea')) event.target.form?.requestSubmit();
  }, { signal });
  for (const what of ['time', 'track']) player.addEventListener(what, stamp, { signal });
  stamp();
}
