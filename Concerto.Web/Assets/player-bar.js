// The bar at the bottom: shown while something plays, or waits to go on, on any page but its own room. And every play button in a list.
import htmx from 'htmx.org';
import { icon, timecode } from './dom.js';
import { player } from './player.js';

const bar = document.getElementById('player');
const [toggle, title, sub, clock, close] = ['.toggle', '.title', '.sub', '.clock', '.close'].map(part => bar.querySelector(part));

const atHome = () => document.querySelector('[data-room]')?.dataset.version === player.track?.versionId;

function show() {
  bar.hidden = !player.started || atHome();
  const { track } = player;
  if (track) {
    title.textContent = track.song;
    title.href = track.href;
    sub.textContent = player.trouble || track.version;
    sub.classList.toggle('bad', player.trouble !== '');
    toggle.innerHTML = icon(player.playing ? 'pause' : 'play', true);
    toggle.setAttribute('aria-label', `${player.playing ? 'Pause' : 'Play'} ${track.song}`);
  }
  for (const button of document.querySelectorAll('[data-play]')) {
    const on = player.has(button.dataset.play) && player.playing;
    if (button.getAttribute('aria-pressed') === String(on)) continue;
    button.setAttribute('aria-pressed', String(on));
    button.innerHTML = icon(on ? 'pause' : 'play', true);
  }
}

function showTime() {
  if (bar.hidden || !player.track) return;
  clock.textContent = `${timecode(player.time)} / ${timecode(player.duration)}`;
  bar.style.setProperty('--played', `${player.duration ? (player.time / player.duration) * 100 : 0}%`);
}

for (const what of ['track', 'state', 'trouble']) player.addEventListener(what, () => { show(); showTime(); });
player.addEventListener('time', showTime);
toggle.addEventListener('click', () => player.toggle());
close.addEventListener('click', () => player.stop());
htmx.onLoad(() => show());

document.addEventListener('click', event => {
  const button = event.target.closest('[data-play]');
  if (!button) return;
  const { play: versionId, song: songId, songName: song, version, duration, renditions } = button.dataset;
  if (player.has(versionId)) return player.toggle();
  player.load({ versionId, songId, song, version, href: `/songs/${songId}`, durationMs: Number(duration), renditions: renditions.split(' ') }, 0);
  player.play();
});
