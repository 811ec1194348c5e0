/** An icon of the sprite; decoration, so whatever carries it needs words of its own. */
export const icon = (name, solid = false) => `<svg class="icon${solid ? ' solid' : ''}" aria-hidden="true"><use href="${document.documentElement.dataset.icons}#${name}"></use></svg>`;

/** Shows that icon in a button, and leaves alone one that shows it already. */
export function showIcon(button, name, solid = false) {
  if (button.dataset.icon === name) return;
  button.dataset.icon = name;
  button.innerHTML = icon(name, solid);
}

/** Text made safe for HTML. */
export const escape = text => String(text).replace(/[&<>"']/g, c => `&#${c.charCodeAt(0)};`);

/** Builds one element from markup; whatever came from people goes through {@link escape} first. */
export function element(html) {
  const template = document.createElement('template');
  template.innerHTML = html.trim();
  return template.content.firstElementChild;
}

const keptIn = storage => ({
  get(key, otherwise = null) {
    try { return JSON.parse(window[storage].getItem(`concerto.${key}`)) ?? otherwise; } catch { return otherwise; }
  },
  set(key, value) {
    try { value === null ? window[storage].removeItem(`concerto.${key}`) : window[storage].setItem(`concerto.${key}`, JSON.stringify(value)); } catch { /* private mode */ }
  },
  /** Drops whatever begins so. */
  forget(prefix) {
    try {
      for (const key of Object.keys(window[storage])) if (key.startsWith(`concerto.${prefix}`)) window[storage].removeItem(key);
    } catch { /* private mode */ }
  },
});

/** Something kept in this browser, or in this tab for as long as it is open; a full or forbidden storage is no reason to fail. */
export const kept = keptIn('localStorage'), keptInTab = keptIn('sessionStorage');

/** Whether a key press belongs to something else: a field, a menu, a dialog, a browser shortcut. */
export const isTyping = event =>
  event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey
  || event.target.closest?.('input:not([type=range]), textarea, select, [contenteditable], dialog, .menu[open]') !== null;

const two = n => String(n).padStart(2, '0');

/** “01:23”, “1:02:03” from an hour on; with tenths if asked. Mirrors Timecode.Format of the domain. */
export function timecode(ms, tenths = false) {
  ms = Math.max(0, Math.floor(ms || 0));
  const s = Math.floor(ms / 1000), h = Math.floor(s / 3600);
  const text = h ? `${h}:${two(Math.floor(s / 60) % 60)}:${two(s % 60)}` : `${two(Math.floor(s / 60))}:${two(s % 60)}`;
  return tenths ? `${text}.${Math.floor((ms % 1000) / 100)}` : text;
}

/** “01:23.4–01:31.0”: a range with tenths, as one would type it. Mirrors Position.Format of the domain. */
export const rangecode = ({ start, end }) => `${timecode(start, true)}–${timecode(end, true)}`;

const times = /^\s*(?:(?:(\d+):)?(\d+):)?(\d+(?:[.,]\d*)?)\s*$/;

/** What Position.Parse of the domain reads, in milliseconds: `{ start }`, `{ start, end }`, or null for what is (still) neither. */
export function parsePosition(text) {
  const [first, second, more] = text.split(/[-–—→]|\bto\b/i).map(part => {
    const found = times.exec(part);
    return found && Math.floor(((Number(found[1] ?? 0) * 60 + Number(found[2] ?? 0)) * 60 + Number(found[3].replace(',', '.'))) * 1000 + 1e-6);
  });
  if (more !== undefined || typeof first !== 'number') return null;
  if (second === undefined) return { start: first };
  return typeof second === 'number' && second > first ? { start: first, end: second } : null;
}

/** A time as it is said: “1 minute 23 seconds”, for people who listen to the page. */
export function spokenTime(ms) {
  const s = Math.floor((ms || 0) / 1000), h = Math.floor(s / 3600), m = Math.floor(s / 60) % 60;
  const say = (n, word) => (n ? `${n} ${word}${n === 1 ? '' : 's'}` : '');
  return [say(h, 'hour'), say(m, 'minute'), say(s % 60, 'second')].filter(Boolean).join(' ') || 'the start';
}

/** “34 MB”, as file managers say it. */
export function bytes(n) {
  for (const unit of ['bytes', 'kB', 'MB', 'GB']) {
    if (n < 1000 || unit === 'GB') return `${n < 10 && unit !== 'bytes' ? n.toFixed(1) : Math.round(n)} ${unit}`;
    n /= 1000;
  }
}
