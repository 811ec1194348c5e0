// Files as they come: dropped, in folders too, pasted or picked; and which of them can't be recordings.
import { bytes } from '../dom.js';

/** The largest file that the server takes: in bytes, and in words. */
const { most, mostSaid } = document.documentElement.dataset;

export const MOST_FILES = 300; // what one plan takes

// What operating systems and sequencers leave beside recordings; nobody means to send it.
const litter = /^\.|^(thumbs\.db|desktop\.ini|icon\r)$|\.(asd|reapeaks|pk|pkf|sfk|sfl|ovw|gpk|wfm)$/i;

const sessions = /\.(als|alp|logicx|band|flp|ptx|ptf|rpp|rpp-bak|cpr|npr|aup|aup3|sesx|song|reason|bwproject|session)$/i;
const others = /\.(jpe?g|png|gif|webp|heic|svg|tiff?|pdf|txt|md|rtf|docx?|pages|xlsx?|csv|html?|json|xml|zip|rar|7z|gz|tar|dmg|exe|pkg|js|css|ttf|otf|woff2?|nfo|log|url)$/i;
const untaken = /\.(wma|ape|wv|tta|dsf|dff|mka|webm|amr|ac3|dts|ra|voc)$/i;

const ending = file => file.name.split('.').at(-1).toUpperCase();

/** Why a file is left out, in words that go on from its name; null for one that may be a recording. The server listens to those, whatever they are called. */
function reason(file) {
  if (file.size === 0) return 'is empty';
  if (sessions.test(file.name)) return 'is a session, not a recording: bounce it first';
  if (/\.(midi?|kar)$/i.test(file.name)) return 'is MIDI, notes without sound: bounce it first';
  if (/\.(m3u8?|pls|cue|xspf)$/i.test(file.name)) return 'is a playlist, not a recording';
  if (untaken.test(file.name)) return `is ${ending(file)}, which can’t be taken: save it as WAV or FLAC`;
  if (others.test(file.name) || /^(image|text|font)\/|^application\/(pdf|zip|json)/.test(file.type)) return 'is not a recording';
  if (file.size > Number(most)) return `has ${bytes(file.size)}; at most ${mostSaid} can be sent`;
  return null;
}

/** @returns {{files: File[], out: {file: File, why: string}[]}} what may be sent, and what is left out with the reason */
export function sift(all) {
  const files = [], out = [], seen = new Set();
  for (const file of all) {
    if (litter.test(file.name)) continue;
    const same = `${file.name}:${file.size}:${file.lastModified}`;
    const why = seen.has(same) ? 'is here twice' : reason(file) ?? (files.length === MOST_FILES ? `is one too many: ${MOST_FILES} go at a time` : null);
    seen.add(same);
    if (why) out.push({ file, why }); else files.push(file);
  }
  return { files, out };
}

/** The files of a drop, those in folders too, in the order of their names. To be called while the event lasts. */
export async function dropped(transfer) {
  const entries = [...transfer.items].filter(item => item.kind === 'file').map(item => item.webkitGetAsEntry?.());
  if (!entries.some(entry => entry?.isDirectory)) return [...transfer.files];
  const files = [];
  const walk = async (entry, depth) => {
    if (files.length > 4 * MOST_FILES || depth > 12) return;
    if (entry.isFile) return void files.push(await new Promise((resolve, reject) => entry.file(resolve, reject)));
    const reader = entry.createReader(), inside = [];
    for (let more; (more = await new Promise((resolve, reject) => reader.readEntries(resolve, reject))).length;) inside.push(...more); // it gives a hundred at a time
    for (const child of inside.sort((a, b) => a.name.localeCompare(b.name, undefined, { numeric: true }))) await walk(child, depth + 1);
  };
  for (const entry of entries) if (entry) await walk(entry, 0).catch(() => {}); // what can't be read is not there
  return files;
}
