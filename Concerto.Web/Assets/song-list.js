// Songs in a list: each plays where it stands, and then the next one in the order that is shown.
import htmx from 'htmx.org';
import { icon } from './dom.js';
import { player } from './player.js';

/** @returns {import('./player.js').Track} */
function trackOf(button) {
  const { play: versionId, song: songId, songName: song, version, duration, renditions } = button.dataset;
  return { versionId, songId, song, version, href: `/songs/${songId}`, durationMs: Number(duration), renditions: renditions.split(' ') };
}

const buttonsOf = list => [...list.querySelectorAll('[data-play]')];

document.addEventListener('click', event => {
  const button = event.target.closest('[data-play]');
  if (!button) return;
  const list = button.closest('[data-queue]');
  if (player.has(button.dataset.play)) return player.toggle();
  player.start(trackOf(button), list ? buttonsOf(list).map(trackOf) : []);
});

function show() {
  for (const button of document.querySelectorAll('[data-play]')) {
    const here = player.has(button.dataset.play) && player.started, on = here && player.playing;
    button.closest('.row')?.classList.toggle('current', here);
    if (button.getAttribute('aria-pressed') === String(on)) continue;
    button.setAttribute('aria-pressed', String(on));
    button.innerHTML = icon(on ? 'pause' : 'play', true);
  }
}

/** A list that was sorted, searched or fetched anew: what plays goes on in the order that one sees now. */
function follow() {
  for (const list of document.querySelectorAll('[data-queue]')) {
    const tracks = buttonsOf(list).map(trackOf);
    if (player.queue.length && tracks.some(track => track.songId === player.track?.songId)) player.queue = tracks;
  }
}

for (const what of ['track', 'state']) player.addEventListener(what, show);
htmx.onLoad(root => {
  if (root.matches?.('[data-queue]') || root.querySelector('[data-queue]')) follow();
  show();
});

// Whoever asked for more goes on with the first of them.
document.addEventListener('htmx:afterSettle', event => {
  const { more } = event.detail.requestConfig?.elt?.dataset ?? {};
  if (more) document.querySelectorAll('#songs .row .name')[Number(more)]?.focus({ preventScroll: true });
});
