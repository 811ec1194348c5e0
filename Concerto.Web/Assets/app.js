// What every page loads: htmx, the shell's manners, uploads and the player. The song room is a chunk of its own.
import htmx from 'htmx.org';
import './shell.js';
import './dialogs.js';
import './theme-switch.js';
import './times.js';
import './player-bar.js';
import './song-list.js';
import './live.js';
import './zone-offer.js';
import './upload/dock.js';
import './upload/drop-zone.js';

/** Parts of a page that want a chunk of their own, by the attribute that marks them. */
const rooms = {
  'data-room': () => import('./room/song-room.js'),
  'data-copy-link': () => import('./copy-link.js'),
  'data-recovery-codes': () => import('./settings/recovery-codes.js'),
};

htmx.onLoad(root => {
  for (const [attribute, load] of Object.entries(rooms)) {
    const parts = [...root.querySelectorAll(`[${attribute}]`)];
    if (root.matches?.(`[${attribute}]`)) parts.push(root);
    if (parts.length) load().then(module => parts.forEach(part => part.isConnected && module.open(part)));
  }
});
