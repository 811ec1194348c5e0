// Links into the room. The address bar says what one would send: this version, at this time or this note; it is replaced, so "back" still leaves the room.
import { toast } from '../shell.js';

const seconds = ms => Math.round(ms / 100) / 10;
const timeOf = ({ start, end }) => `${seconds(start)}${end ? `-${seconds(end)}` : ''}`;

/** The address of a time, or of a range, in this version. @param {{start: number, end?: number}} where */
export const addressOf = (track, where) =>
  `${location.origin}/songs/${track.songId}?version=${track.versionId}&t=${timeOf(where)}`;

export async function copy(address, said) {
  try {
    await navigator.clipboard.writeText(address);
  } catch { // only over https: the old way
    const field = Object.assign(document.createElement('textarea'), { value: address, className: 'visually-hidden' });
    document.body.append(field);
    field.select();
    const done = document.execCommand('copy');
    field.remove();
    if (!done) return toast(`Your browser does not allow copying. The link: ${address}`, { bad: true });
  }
  toast(said);
}

/** Every link to a note that says it is to be copied. */
export function copyLinks(signal) {
  document.addEventListener('click', event => {
    const link = event.target.closest('a[data-copy]');
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    event.stopPropagation();
    const menu = link.closest('.menu');
    if (menu) {
      menu.open = false;
      menu.querySelector('summary').focus();
    }
    copy(link.href, 'The link to the note is copied.');
  }, { capture: true, signal });
}

export class AddressBar {
  #later = 0;

  constructor(track, signal) {
    this.track = track;
    signal.addEventListener('abort', () => clearTimeout(this.#later));
  }

  /** @param {{comment?: string, ms?: number, end?: number}} where  not at once: browsers count how often an address changes */
  says({ comment, ms, end }) {
    clearTimeout(this.#later);
    this.#later = setTimeout(() => {
      const address = new URL(location.href);
      if (address.pathname !== `/songs/${this.track.songId}`) return;
      address.searchParams.set('version', this.track.versionId);
      for (const name of ['t', 'comment', 'reply']) address.searchParams.delete(name);
      if (comment) address.searchParams.set('comment', comment);
      else if (ms || end) address.searchParams.set('t', timeOf({ start: ms, end }));
      history.replaceState(history.state, '', address);
    }, 300);
  }
}
