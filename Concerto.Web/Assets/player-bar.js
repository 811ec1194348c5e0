// The bar at the bottom: shown while something plays, or waits to go on, on any page but its own room.
import htmx from 'htmx.org';
import { showIcon, spokenTime, timecode } from './dom.js';
import { player } from './player.js';

const bar = document.getElementById('player');
const [toggle, back, forward, title, sub, next, seek, now, length, close] =
  ['.toggle', '.back', '.forward', '.title', '.sub', '.next', '.seek', '.now', '.of', '.close'].map(part => bar.querySelector(part));

const atHome = () => document.querySelector('[data-room]')?.dataset.version === player.track?.versionId;

// In its own room a song ends where it ends: whoever listens there wants to hear its end once more, not the next song.
player.goesOn = () => !atHome();

function show() {
  bar.hidden = !player.started || atHome();
  const { track, upcoming } = player;
  if (!track) return;
  title.textContent = track.song;
  title.href = track.href;
  sub.textContent = player.trouble || track.version;
  sub.classList.toggle('bad', player.trouble !== '');
  showIcon(toggle, player.playing ? 'pause' : 'play', true);
  toggle.setAttribute('aria-label', `${player.playing ? 'Pause' : 'Play'} ${track.song}`);
  bar.classList.toggle('waiting', player.waiting);
  for (const step of [back, forward]) step.hidden = player.queue.length < 2;
  forward.disabled = upcoming === null;
  forward.setAttribute('aria-label', upcoming ? `Next: ${upcoming.song}` : 'Next');
  next.textContent = upcoming ? `Next: ${upcoming.song}` : '';
  seek.setAttribute('aria-label', `Position in ${track.song}`);
}

let spoken = -1;

function showTime() {
  if (bar.hidden || !player.track) return;
  const { time, duration } = player;
  now.textContent = timecode(time);
  length.textContent = timecode(duration);
  const share = duration ? Math.min(1, time / duration) : 0;
  bar.style.setProperty('--played', `${share * 100}%`);
  if (seek.matches(':active')) return; // held: it is where the finger is
  seek.max = duration || 1;
  seek.value = time;
  const second = Math.floor(time / 1000);
  if (second !== spoken) {
    spoken = second;
    seek.setAttribute('aria-valuetext', `${spokenTime(time)} of ${spokenTime(duration)}`);
  }
}

for (const what of ['track', 'state', 'trouble', 'queue']) player.addEventListener(what, () => { show(); showTime(); });
player.addEventListener('time', showTime);
toggle.addEventListener('click', () => player.toggle());
back.addEventListener('click', () => player.skip(-1));
forward.addEventListener('click', () => player.skip(1));
close.addEventListener('click', () => {
  player.stop();
  document.getElementById('main').focus({ preventScroll: true }); // the button has gone with the bar
});
seek.addEventListener('input', () => { now.textContent = timecode(seek.value); bar.style.setProperty('--played', `${(seek.value / seek.max) * 100}%`); });
seek.addEventListener('change', () => player.seek(Number(seek.value)));
seek.addEventListener('keydown', event => { // a step of a range is a millisecond here: say what a step is
  const to = { ArrowLeft: player.time - 5000, ArrowDown: player.time - 5000, ArrowRight: player.time + 5000, ArrowUp: player.time + 5000, PageDown: player.time - 30_000, PageUp: player.time + 30_000 }[event.key];
  if (to === undefined) return;
  event.preventDefault();
  player.seek(to);
});
htmx.onLoad(() => show());

// The lock screen of a phone, the keys of a headset: what plays, and the same buttons.
const session = navigator.mediaSession;
if (session) {
  const tell = () => {
    const { track } = player;
    session.metadata = track && player.started ? new MediaMetadata({ title: track.song, artist: track.version, album: 'Concerto', artwork: [{ src: '/favicon.svg', type: 'image/svg+xml', sizes: 'any' }] }) : null;
  };
  const state = () => {
    session.playbackState = !player.track ? 'none' : player.playing ? 'playing' : 'paused';
    const { duration, time, rate } = player;
    if (duration > 0) session.setPositionState({ duration: duration / 1000, position: Math.min(time, duration) / 1000, playbackRate: rate });
  };
  const can = (action, act) => { try { session.setActionHandler(action, act); } catch { /* this browser does not know it */ } };
  const follow = () => {
    can('previoustrack', player.track ? () => player.skip(-1) : null);
    can('nexttrack', player.upcoming ? () => player.skip(1) : null);
  };
  can('play', () => player.play());
  can('pause', () => player.pause());
  can('stop', () => player.stop());
  can('seekto', ({ seekTime }) => player.seek(seekTime * 1000));
  can('seekbackward', ({ seekOffset }) => player.seek(player.time - (seekOffset ?? 10) * 1000));
  can('seekforward', ({ seekOffset }) => player.seek(player.time + (seekOffset ?? 10) * 1000));
  for (const what of ['track', 'state', 'queue']) player.addEventListener(what, () => { tell(); state(); follow(); });
}
