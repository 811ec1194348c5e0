// hx-swap="merge": makes of what is there what has come, and leaves alone what is the same: focus, half-written words, open menus and what scripts have
// added stay. For what a page fetches by itself while somebody is busy with it.
import htmx from 'htmx.org';
import { Idiomorph } from 'idiomorph';

/** Carries over to what has come what people and scripts have done to what is there. False: it stays as it is. */
function keep(old, fresh) {
  if (old.nodeType !== Node.ELEMENT_NODE || fresh.nodeType !== Node.ELEMENT_NODE) return true;
  if (old.matches('textarea, input:not([type=hidden])') && old.value !== old.defaultValue) return false;
  if (old.matches('input[type=checkbox]') && old.checked !== old.defaultChecked) return false;
  for (const state of ['current', 'hot', 'passing']) if (old.classList.contains(state)) fresh.classList.add(state);
  if (old === document.activeElement && old.hasAttribute('tabindex')) fresh.setAttribute('tabindex', old.getAttribute('tabindex')); // a heading that was led to has the focus by it
  if (old.matches('[data-reply]')) fresh.hidden = old.hidden;
  if (old.matches('time[data-relative]') && old.dateTime === fresh.dateTime) [fresh.textContent, fresh.title] = [old.textContent, old.title];
  if (old.matches('[data-play]') && old.dataset.play === fresh.dataset.play) {
    fresh.setAttribute('aria-pressed', old.getAttribute('aria-pressed'));
    fresh.innerHTML = old.innerHTML;
  }
  return true;
}

htmx.defineExtension('merge', {
  isInlineSwap: style => style === 'merge',
  handleSwap: (style, target, fragment) => style === 'merge' && Idiomorph.morph(target, [...fragment.children], {
    morphStyle: 'outerHTML',
    ignoreActiveValue: document.activeElement.matches('input, textarea, select'), // of anything else that has the focus it would leave the words as they were
    callbacks: {
      beforeNodeMorphed: keep,
      beforeAttributeUpdated: (name, node) => !(name === 'open' && node.matches('details')),
      beforeNodeRemoved: node => !node.matches?.('[data-stays]'),
      afterNodeAdded: node => node.matches?.('.note, .reply, .row, .versions a') && node.classList.add('fresh'),
    },
  }),
});
document.body.setAttribute('hx-ext', 'merge');
