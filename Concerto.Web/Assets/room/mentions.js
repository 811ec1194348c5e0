// Typing @ in a note offers the people in the song: by keyboard, mouse or touch. What is chosen is written out, so the server finds a name in plain text.
import { announce } from '../shell.js';
import { element } from '../dom.js';

const SHOWN = 8;
const token = /(?:^|[^\p{L}\p{N}])@([\p{L}\p{M}\p{N}][^@\n]{0,40}|)$/u;
const plain = text => text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();

/** @type {Map<string, Promise<HTMLElement | null>>} */
const lists = new Map();

/** The people, as the server draws them: fetched when the first @ is typed, and again some minutes later. */
function peopleAt(address) {
  if (!lists.has(address)) {
    lists.set(address, fetch(address, { headers: { 'HX-Request': 'true' } }).then(answer => (answer.ok ? answer.text() : null)).then(html => html && element(html)).catch(() => null));
    setTimeout(() => lists.delete(address), 300_000);
  }
  return lists.get(address);
}

class Offer {
  /** @type {HTMLTextAreaElement | null} */
  #area = null;
  #list = null;
  #query = '';

  constructor() {
    document.addEventListener('input', event => event.target.matches?.('textarea[data-mentions]') && this.#look(event.target));
    document.addEventListener('keydown', event => this.#key(event), true);
    document.addEventListener('focusout', event => event.target === this.#area && this.close());
    document.addEventListener('htmx:beforeSwap', () => this.#area?.isConnected || this.close());
  }

  get #options() { return [...this.#list.querySelectorAll('[role=option]:not([hidden])')]; }
  get #chosen() { return this.#list.querySelector('[aria-selected=true]'); }

  close() {
    this.#list?.remove();
    for (const name of ['aria-autocomplete', 'aria-controls', 'aria-activedescendant', 'aria-haspopup']) this.#area?.removeAttribute(name);
    this.#list = this.#area = null;
  }

  async #look(area) {
    const query = token.exec(area.value.slice(0, area.selectionStart))?.[1];
    if (query === undefined) return this.close();
    const people = await peopleAt(area.dataset.mentions);
    if (!people || document.activeElement !== area || token.exec(area.value.slice(0, area.selectionStart))?.[1] !== query) return;
    this.#query = query;
    if (this.#area !== area) this.#open(area, people);
    this.#filter(plain(query));
  }

  #open(area, people) {
    this.close();
    this.#area = area;
    this.#list = people.cloneNode(true);
    this.#list.addEventListener('pointerdown', event => event.preventDefault()); // the words keep the focus
    this.#list.addEventListener('click', event => this.#pick(event.target.closest('[role=option]')));
    area.after(this.#list);
    Object.assign(this.#list.style, { top: `${area.offsetTop + area.offsetHeight + 4}px`, left: `${area.offsetLeft}px` });
    area.setAttribute('aria-autocomplete', 'list');
    area.setAttribute('aria-haspopup', 'listbox');
    area.setAttribute('aria-controls', this.#list.id);
  }

  /** Those whose name, or a word of it, begins so. */
  #filter(query) {
    let shown = 0;
    for (const option of this.#list.querySelectorAll('[role=option]')) {
      const name = plain(option.dataset.name);
      const fits = name.startsWith(query) || name.split(' ').some(word => word.startsWith(query));
      option.hidden = !fits || ++shown > SHOWN;
    }
    if (shown === 0 || (shown === 1 && plain(this.#options[0].dataset.name) === query.trimEnd())) return this.close();
    this.#choose(this.#options.includes(this.#chosen) ? this.#chosen : this.#options[0]);
    announce(`${this.#options.length === 1 ? 'One person' : `${this.#options.length} people`}: ${this.#chosen.dataset.name}. Arrow keys to choose, Enter to take.`);
  }

  #choose(option) {
    for (const other of this.#list.querySelectorAll('[role=option]')) other.setAttribute('aria-selected', String(other === option));
    this.#area.setAttribute('aria-activedescendant', option.id);
    option.scrollIntoView({ block: 'nearest' });
  }

  #pick(option) {
    if (!option) return;
    const area = this.#area, to = area.selectionStart, from = to - this.#query.length;
    area.setRangeText(`${option.dataset.name} `, from, to, 'end');
    this.close();
    area.dispatchEvent(new InputEvent('input', { bubbles: true })); // it is part of the draft
    this.close();
    area.focus();
  }

  #key(event) {
    if (!this.#list || event.target !== this.#area || event.isComposing || event.ctrlKey || event.metaKey || event.altKey) return;
    const options = this.#options, at = options.indexOf(this.#chosen);
    if (event.key === 'ArrowDown') this.#choose(options[(at + 1) % options.length]);
    else if (event.key === 'ArrowUp') this.#choose(options[(at + options.length - 1) % options.length]);
    else if (event.key === 'Enter' || event.key === 'Tab') this.#pick(options[at]);
    else if (event.key === 'Escape') this.close();
    else return;
    event.preventDefault();
    event.stopPropagation();
  }
}

new Offer();
