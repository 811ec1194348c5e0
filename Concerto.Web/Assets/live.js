// What others do, as they do it. A page says where its stream is (data-live) and how far it has read (data-live-since); the server sends hints, and the
// fragments that are about such things (hx-trigger="concerto:notes from:body") fetch themselves anew, with their reader's own access.
import htmx from 'htmx.org';
import { announce, toast } from './shell.js';
import { element, escape, icon, kept } from './dom.js';
import { showUnread } from './bell.js';
import './merge.js';

/** Parts of pages that hints are about; `any` is told of all of them. */
const PARTS = ['notes', 'versions', 'songs', 'project', 'people'];
const GATHER = 120, PAUSE = 1000; // a burst is one fetch, and a lasting one is a fetch a second
const FIRST_WAIT = 2000, LONGEST_WAIT = 60_000; // before it is tried again

const me = document.documentElement.dataset.user;

/** The page that is looked at. */
class Page {
  #source = null;
  #timer = 0;
  #wait = FIRST_WAIT;
  #ended = false;
  #knowsUnread = false;

  constructor(root) {
    Object.assign(this, { root, address: root.dataset.live ?? root.dataset.liveBell, mark: root.dataset.liveSince ?? '', version: root.dataset.liveVersion });
  }

  get isHere() { return this.root.isConnected; }

  open() {
    if (this.#source || this.#ended || document.hidden || !navigator.onLine || !this.isHere) return;
    clearTimeout(this.#timer);
    const source = this.#source = new EventSource(`${this.address}?since=${encodeURIComponent(this.mark)}`);
    const on = (name, act) => source.addEventListener(name, event => {
      if (this.#source !== source) return;
      if (event.lastEventId) this.mark = event.lastEventId;
      act(event);
    });
    on('listening', () => { this.#wait = FIRST_WAIT; });
    on('unread', event => this.#unread(JSON.parse(event.data)));
    on('refresh', () => PARTS.forEach(part => gather(part)));
    on('gone', event => this.#end(JSON.parse(event.data).signedOut ? 'signed out' : 'gone'));
    for (const part of PARTS) on(part, event => this.#hear(part, JSON.parse(event.data)));
    // It comes back by itself after a broken connection, and never after an answer that is no stream.
    source.addEventListener('error', () => source.readyState === EventSource.CLOSED && this.#source === source && this.#retry());
  }

  close() {
    clearTimeout(this.#timer);
    this.#source?.close();
    this.#source = null;
  }

  signedOut() { this.#end('signed out'); }

  async #retry() {
    this.close();
    const wait = this.#wait * (1 + Math.random() / 2); // not all at once after a restart
    this.#wait = Math.min(this.#wait * 2, LONGEST_WAIT);
    const status = await this.#status();
    if (status === 404) return this.#end('gone');
    if (status === 401) return this.#end('signed out');
    this.#timer = setTimeout(() => this.open(), wait);
  }

  // An EventSource does not say why it was refused.
  async #status() {
    const leave = new AbortController();
    try {
      const answer = await fetch(this.address, { redirect: 'manual', signal: leave.signal });
      return answer.type === 'opaqueredirect' ? 401 : answer.status;
    } catch {
      return 0;
    } finally {
      leave.abort();
    }
  }

  // The first one only says what the bell shows already, if nothing came in between.
  #unread(now) {
    const before = showUnread(now);
    const news = now.count !== before || this.#knowsUnread;
    this.#knowsUnread = true;
    if (news) gather('notifications', now.count > before && !this.version ? `${now.said} unread ${now.count === 1 ? 'notification' : 'notifications'}.` : null);
  }

  #hear(part, hint) {
    gather(part, hint.by === me ? null : this.#say(hint));
    if (hint.by === me || hint.song === undefined || !this.version) return;
    if (hint.kind === 'version-ready') toast(`${hint.said}.`, { link: { href: `/songs/${hint.song}?version=${hint.version}`, words: 'Listen' } });
    if (hint.kind === 'version-deleted' && hint.version === this.version) {
      toast(`${hint.said}. What you see is how it was.`, { bad: true, link: { href: `/songs/${hint.song}`, words: 'To what is left' } });
    }
  }

  /** What is read out; toasts are read out by themselves. */
  #say({ kind, said, on, version }) {
    if (!said || (this.version && (kind === 'version-ready' || (kind === 'version-deleted' && version === this.version)))) return null;
    return `${said}${on && this.version && version !== this.version && kind.startsWith('comment') ? ` on ${on}` : ''}.`;
  }

  #end(why) {
    if (this.#ended) return;
    this.#ended = true;
    this.close();
    if (!this.isHere) return;
    const words = why === 'gone' ? 'This is not shared with you any more. What you see is how it was.' : 'You are signed out. What you see is how it was.';
    const link = why === 'gone' ? '' : ` <a href="/account/sign-in?returnUrl=${encodeURIComponent(location.pathname + location.search)}" hx-boost="false">Sign in again</a>`;
    document.getElementById('main').prepend(element(`<p class="notice live-gone">${icon('circle-alert')}<span>${escape(words)}${link}</span></p>`));
    announce(words);
  }
}

// --- Telling the parts of the page ----------------------------------------------------------------------------------

/** @type {Map<string, {timer: number, told: number}>} */
const pending = new Map();
let sayings = [];

function gather(part, saying = null) {
  if (saying) sayings.push(saying);
  for (const name of part === 'notifications' ? [part] : [part, 'any']) {
    const state = pending.get(name) ?? { timer: 0, told: -PAUSE };
    pending.set(name, state);
    state.timer ||= setTimeout(() => tell(name, state), Math.max(GATHER, state.told + PAUSE - performance.now()));
  }
}

function tell(name, state) {
  Object.assign(state, { timer: 0, told: performance.now() });
  document.body.dispatchEvent(new CustomEvent(`concerto:${name}`));
  if (!['any', 'notifications'].includes(name) || sayings.length === 0) return;
  const said = [...new Set(sayings)];
  sayings = [];
  announce(said.length <= 3 ? said.join(' ') : `${said.at(-1)} And ${said.length - 1} more changes.`);
}

// --- Which page, and whether anybody looks at it --------------------------------------------------------------------

let page = null;

function look() {
  // A page without a stream of its own hears of notifications all the same.
  const root = document.querySelector('#main [data-live]') ?? document.querySelector('[data-live-bell]');
  if (root === page?.root) return;
  page?.close();
  page = root ? new Page(root) : null;
  page?.open();
}

htmx.onLoad(look);
document.addEventListener('visibilitychange', () => (document.hidden ? page?.close() : page?.open()));
addEventListener('pagehide', () => page?.close());
addEventListener('pageshow', event => event.persisted && page?.open());
addEventListener('offline', () => page?.close());
addEventListener('online', () => page?.open());

// Signing out in one tab is signing out in all.
document.addEventListener('submit', event => {
  if (!event.target.matches('form[action$="/sign-out" i]')) return;
  kept.set('signed-out', Date.now());
  kept.forget(`drafts.${me}.`); // nobody who uses this browser next is to read what was half written
});
addEventListener('storage', event => event.key === 'concerto.signed-out' && page?.signedOut());

// Of the notes those are fetched that are listed: the filter may have changed since the page was made.
document.addEventListener('htmx:configRequest', event => {
  if (!event.detail.elt.matches('[data-live-notes]')) return;
  const filter = document.querySelector('#notes-filters [aria-current=true]')?.getAttribute('href');
  if (filter) event.detail.path = filter;
});
