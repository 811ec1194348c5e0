// The shell's manners: antiforgery, faults in words, where one is, menus, and what is read out.
import htmx from 'htmx.org';
import { element, escape, icon } from './dom.js';

/** Says something briefly, seen and read out; with a link, if one may want to go there. Bad news stays until it is dismissed. */
export function toast(message, { bad = false, link = null } = {}) {
  const note = element(`<div class="toast ${bad ? 'bad' : ''}">${icon(bad ? 'circle-alert' : 'check')}<span>${escape(message)}</span>
    ${link ? `<a href="${escape(link.href)}">${escape(link.words)}</a>` : ''}
    <button type="button" class="button only-icon" aria-label="Dismiss">${icon('x')}</button></div>`);
  const leave = () => note.remove();
  for (const other of document.querySelectorAll('.toast')) if (other.textContent.trim() === note.textContent.trim()) other.remove();
  note.querySelector('button').addEventListener('click', leave);
  note.querySelector('a')?.addEventListener('click', leave);
  document.querySelector('.toasts').append(note);
  htmx.process(note);
  if (!bad) setTimeout(leave, link ? 15_000 : 6000);
}

/** Read out politely, not shown. */
export function announce(message) {
  const region = document.getElementById('announcements');
  region.textContent = '';
  setTimeout(() => (region.textContent = message), 50);
}

/** To the heading of what is new, where the keyboard and those who listen go on. */
export function focusHeading(part) {
  const heading = part.querySelector('h1, h2') ?? part;
  heading.tabIndex = -1;
  heading.focus({ preventScroll: true });
}

document.addEventListener('htmx:configRequest', event => {
  if (event.detail.verb !== 'get') event.detail.headers['RequestVerificationToken'] = document.querySelector('meta[name=antiforgery]').content;
});

// What the page asks of itself, such as whether a version is ready yet: nobody waits for it, and it asks again.
const isQuiet = event => event.detail?.requestConfig?.elt.matches('[data-quiet]:not(form)');

// Of two pages that were asked for the later one is meant, whichever comes last.
let wanted = null;
const isPage = ({ boosted, requestConfig }) => boosted && requestConfig.verb === 'get';

// What was asked for before one went on to another page, or had another list shown, comes too late, and would go into what is there by the same name.
// But a page that is still wanted may come, though the row with its link was drawn anew meanwhile.
document.addEventListener('htmx:beforeCleanupElement', event => {
  if (event.target.matches('[data-quiet], a')) event.target.addEventListener('htmx:beforeOnLoad', late => (isPage(late.detail) && late.detail.xhr === wanted) || late.preventDefault());
});
document.addEventListener('htmx:beforeRequest', event => { if (isPage(event.detail)) wanted = event.detail.xhr; });
document.addEventListener('htmx:beforeOnLoad', event => { if (isPage(event.detail) && event.detail.xhr !== wanted) event.preventDefault(); });

// When the session has ended, the way to the sign-in waits until one does something: a page that asks by itself must not break off an upload or a note half written.
document.addEventListener('htmx:beforeOnLoad', event => {
  if (isQuiet(event) && event.detail.xhr.getResponseHeader('HX-Redirect')) event.preventDefault();
});

// The server answers a fault with a page for people without scripts; here the sentence is enough.
document.addEventListener('htmx:responseError', event => {
  if (isQuiet(event)) return;
  const { status } = event.detail.xhr;
  toast(status === 404 ? 'That is not there any more. It may have been deleted, or is no longer shared with you.'
    : status === 403 ? 'You may look at this, but not change it.'
    : status === 429 ? 'That was a lot at once. Wait a moment, then try again.'
    : status === 503 ? 'Concerto can’t reach its database just now. Nothing you typed is lost; try again in a moment.'
    : 'Something went wrong on our side. Nothing you typed is lost; try again.', { bad: true });
});
document.addEventListener('htmx:sendError', event => isQuiet(event) || toast('Concerto could not be reached. Check the connection, then try again.', { bad: true }));
document.addEventListener('htmx:timeout', event => isQuiet(event) || toast('That took too long. Try again.', { bad: true }));
document.addEventListener('toast', event => toast(event.detail.value));

let requests = 0;
/** Something is on its way (1), or has come (-1). */
export const busy = change => document.documentElement.classList.toggle('busy', (requests = Math.max(0, requests + change)) > 0);
document.addEventListener('htmx:beforeRequest', event => event.detail.requestConfig.elt.matches('[data-quiet]') || busy(1));
document.addEventListener('htmx:afterRequest', event => event.detail.requestConfig.elt.matches('[data-quiet]') || busy(-1));

// Pressed twice is sent once.
for (const [type, disabled] of [['htmx:beforeRequest', true], ['htmx:afterRequest', false]]) document.addEventListener(type, event => {
  const { elt, verb } = event.detail.requestConfig;
  if (verb !== 'get' && elt.matches('form')) for (const button of elt.querySelectorAll('[type=submit]')) button.disabled = disabled;
});

// A boosted link swaps #main: say where one is now, to eyes and ears alike.
document.addEventListener('htmx:afterSettle', event => {
  if (event.detail.target?.id !== 'main') return;
  for (const link of document.querySelectorAll('.shell-nav a')) {
    location.pathname.startsWith(new URL(link.href).pathname) ? link.setAttribute('aria-current', 'page') : link.removeAttribute('aria-current');
  }
  const { elt } = event.detail.requestConfig ?? {};
  // What is wrong, or was just made, may be far down the page, whose top is shown.
  const field = document.querySelector(event.detail.xhr?.status === 422 ? '#main [aria-invalid=true]' : '#main .made-link .input');
  if (field && event.detail.boosted) {
    field.focus({ preventScroll: true });
    setTimeout(() => field.scrollIntoView({ block: 'center' }));
  }
  // What was pressed may have gone with what it did: the form says where the keyboard goes on.
  if (elt?.dataset.then && document.activeElement === document.body) document.querySelector(elt.dataset.then)?.focus({ preventScroll: true });
  // Also after a dialog, whose opener went with what it was about.
  if (event.detail.boosted ? !document.activeElement?.closest('#main') : document.activeElement === document.body && !isQuiet(event)) focusHeading(document.getElementById('main'));
  if (!isQuiet(event)) announce(document.title);
});

// Back and forward: where one is again.
document.addEventListener('htmx:historyRestore', () => announce(document.title));

// What a search has found, to those who don't see it.
document.addEventListener('htmx:afterSettle', event => {
  if (event.detail.requestConfig?.elt.matches('form[role=search]')) announce(document.querySelector('#main [data-found]')?.textContent ?? '');
});

// What the server said with a redirect is in the page for people without scripts; here it is a toast.
htmx.onLoad(() => {
  for (const said of document.querySelectorAll('[data-toast]')) {
    toast(said.textContent.trim());
    said.remove();
  }
});

for (const type of ['click', 'keydown', 'htmx:beforeRequest']) document.addEventListener(type, event => {
  if (type === 'keydown' ? event.key !== 'Escape' : isQuiet(event)) return;
  for (const menu of document.querySelectorAll('.menu[open]')) {
    if (type === 'click' && menu.contains(event.target) && !event.target.closest('.menu-items a')) continue;
    menu.open = false;
    if (type === 'keydown') menu.querySelector('summary').focus();
  }
});

const offline = document.querySelector('.offline');
const showConnection = () => (offline.hidden = navigator.onLine);
addEventListener('online', showConnection);
addEventListener('offline', showConnection);
showConnection();
