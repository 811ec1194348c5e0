// One file on its way to the store: signed by Concerto, sent in parts straight to where it is kept, completed by Concerto.
import { Refusal, graphql, mutate, signedOut } from '../graphql.js';
import { kept } from '../dom.js';

// Two parts at first, more when they go quickly: on a slow line many half-sent parts are much to lose by a pause.
const FIRST_LANES = 2, MOST_LANES = 6, QUICK_MS = 3000, STALL_MS = 45_000, TRIES = 8, ROUNDS = 3;

const ERRORS = 'errors { ... on Error { message code path } }';
const SIGN = `mutation($input: SignUploadInput!) { signUpload(input: $input) {
  upload { id partSize partCount version { id number song { id name project { id name } } } parts { number url headers { name value } } } ${ERRORS} } }`;
const SIGN_PARTS = `mutation($input: SignUploadPartsInput!) { signUploadParts(input: $input) { upload { parts { number url headers { name value } } } ${ERRORS} } }`;
const COMPLETE = `mutation($input: CompleteUploadInput!) { completeUpload(input: $input) { version { id status rejection { message } } errors { ... on Error { message code path } ... on UploadIncompleteError { missingParts } } } }`;
const ABORT = `mutation($input: AbortUploadInput!) { abortUpload(input: $input) { ${ERRORS} } }`;
const DELETE = `mutation($input: DeleteVersionInput!) { deleteVersion(input: $input) { ${ERRORS} } }`;
// Strangers see nothing, which is not the same as there being nothing: both ask who is asking.
const ARRIVED = `query($id: ID!) { viewer { id } upload(id: $id) { id partSize partCount completedAt arrivedParts { number byteSize } version { id number song { id name project { id name } } } } }`;
const OUTCOME = `query($id: ID!) { viewer { id } version(id: $id) { status rejection { code message } } }`;

/** What tells an upload apart when its file is picked again after a reload: the file, and where it goes. The same file for another song is another upload. */
export const keyOf = (file, target) => `${file.name}:${file.size}:${file.lastModified}:${JSON.stringify(target)}`;

/** Uploads of this person in this browser that have not ended: `{ [key]: { uploadId, fileName, size, sent, song, target, label, user } }`. */
export const unfinished = {
  all: () => Object.fromEntries(Object.entries(kept.get('uploads', {})).filter(([, entry]) => entry.user === unfinished.user)),
  get: key => unfinished.all()[key],
  set(key, entry) {
    const every = kept.get('uploads', {});
    if (entry) every[key] = { ...every[key], ...entry, user: unfinished.user }; else delete every[key];
    kept.set('uploads', every);
  },
  get user() { return document.documentElement.dataset.user ?? ''; },
};

/** One query as the person whose page this is. */
async function ask(query, id, signal) {
  const data = await graphql(query, { id }, signal);
  if (data.viewer?.id !== unfinished.user) throw signedOut();
  return data;
}

const newKey = () => crypto.randomUUID?.() ?? `${Date.now()}-${Math.random()}`;

const sleep = (ms, signal) => new Promise((resolve, reject) => {
  const timer = setTimeout(resolve, ms);
  signal.addEventListener('abort', () => { clearTimeout(timer); reject(signal.reason); }, { once: true });
});
const online = signal => navigator.onLine ? Promise.resolve() : new Promise((resolve, reject) => {
  addEventListener('online', resolve, { once: true });
  signal.addEventListener('abort', () => reject(signal.reason), { once: true });
});

/**
 * States: queued → sending ⇄ (offline | paused) → checking → listening → ready | refused | failed | given up.
 * Emits `change`. `failed` can be started again and goes on from the parts that arrived; `refused` is about the file and is final.
 */
export class Uploader extends EventTarget {
  /** @param {File} file  @param {object} target  songId | projectId + songName | projectName + songName  @param {string} song  what to call it until the server says */
  constructor(file, target, song, label = null) {
    super();
    Object.assign(this, { file, target, song, label, state: 'queued', reason: '', sent: 0, speed: 0, version: null, uploadId: null });
    this.key = keyOf(file, target);
    this.idempotencyKey = newKey();
  }

  #arrived = new Map();
  #onWay = new Map();
  #urls = new Map();
  #control = new AbortController();
  #pace = [];
  #saved = 0;

  get size() { return this.file.size; }
  /** The same for all files that become versions of one song. */
  get goesTo() { return JSON.stringify(this.target); }
  get isOver() { return ['ready', 'refused', 'given up'].includes(this.state); }
  /** It has its place among the versions of its song: numbers are taken in the order in which uploads are signed. */
  get hasNumber() { return this.version !== null; }
  get isBusy() { return ['sending', 'offline', 'checking'].includes(this.state); }
  /** Seconds; null while it can't be told. */
  get left() { return this.speed > 0 ? (this.size - this.sent) / this.speed : null; }

  async start() {
    if (this.isBusy || this.isOver) return;
    this.#control = new AbortController();
    this.#pace = [];
    this.#to('sending');
    try {
      if (!this.versionId) await this.#hold(() => this.#send());
      await this.#listen();
    } catch (fault) {
      if (this.#control.signal.aborted) return;
      this.#control.abort(fault);
      this.#onWay.clear();
      const passing = fault.isPassing || fault.code === 'NOT_SIGNED_IN';
      if (!passing) unfinished.set(this.key, null);
      this.#to(passing ? 'failed' : 'refused', words(fault));
    }
  }

  pause() { this.#stop('paused'); }

  async giveUp() {
    this.#stop('given up');
    unfinished.set(this.key, null);
    if (this.uploadId) await giveUp(this.uploadId);
  }

  #stop(state) {
    this.#control.abort(new DOMException(state, 'AbortError'));
    this.#onWay.clear();
    this.#count();
    this.#to(state);
  }

  // One tab at a time sends a file to one place; other tabs see the lock and do not offer to resume it.
  #hold(work) {
    return navigator.locks ? navigator.locks.request(`concerto-upload:${this.key}`, { signal: this.#control.signal }, work) : work();
  }

  async #send() {
    const { signal } = this.#control;
    let missing = [];
    for (let round = 1; ; round++) {
      const plan = await this.#again(() => this.#open(signal), signal);
      for (const number of missing) this.#arrived.delete(number);
      unfinished.set(this.key, { uploadId: this.uploadId, fileName: this.file.name, size: this.size, sent: this.sent, song: this.song, target: this.target, label: this.label });
      await this.#sendParts(plan, signal);

      this.#to('checking');
      try {
        const { version } = await this.#again(() => mutate(COMPLETE, { input: { uploadId: this.uploadId } }, signal), signal);
        this.versionId = version.id;
        unfinished.set(this.key, null);
        return this.#judge(version);
      } catch (fault) {
        if (fault.code !== 'UPLOAD_INCOMPLETE') throw fault;
        if (round === ROUNDS) throw Object.assign(fault, { status: 503 }); // the store keeps losing parts: a person may try once more
        missing = fault.missingParts;
        this.#to('sending');
      }
    }
  }

  async #sendParts(plan, signal) {
    const lengthOf = number => Math.min(plan.partSize, this.size - (number - 1) * plan.partSize);
    const todo = [];
    for (let number = 1; number <= plan.partCount; number++) if (this.#arrived.get(number) !== lengthOf(number)) todo.push(number);

    let lanes = 0;
    const lane = async () => {
      lanes++;
      const more = [];
      for (let number; (number = todo.shift()) !== undefined;) {
        const from = (number - 1) * plan.partSize, began = performance.now();
        await this.#part(number, this.file.slice(from, from + lengthOf(number)), todo, signal);
        if (Date.now() - this.#saved > 2000) { this.#saved = Date.now(); unfinished.set(this.key, { sent: this.sent }); }
        if (performance.now() - began < QUICK_MS && lanes < MOST_LANES && todo.length) {
          more.push(lane());
          more.at(-1).catch(() => {}); // heard below, or by whoever failed first
        }
      }
      await Promise.all(more);
    };
    try {
      await Promise.all(Array.from({ length: FIRST_LANES }, lane));
    } catch (fault) {
      // The store knows this upload no more: it was assembled before something broke, most likely. Completing tells.
      if (fault.status !== 404 && fault.status !== 409) throw fault;
      todo.length = 0; // nor does it want what the other lanes have still to send
    }
  }

  /** Signs a new upload, or finds out what has arrived of one that was begun. */
  async #open(signal) {
    this.uploadId ??= unfinished.get(this.key)?.uploadId ?? null;
    if (this.uploadId) {
      const { upload } = await ask(ARRIVED, this.uploadId, signal);
      if (upload) {
        this.#know(upload);
        if (upload.completedAt) { this.sent = this.size; return { partSize: this.size, partCount: 0 }; }
        this.#arrived = new Map(upload.arrivedParts.map(part => [part.number, Number(part.byteSize)]));
        this.#count();
        return { partSize: Number(upload.partSize), partCount: upload.partCount };
      }
      // It expired: begin again, with a new key, since the server remembers what the old one led to.
      this.uploadId = null;
      this.idempotencyKey = newKey();
      this.#arrived.clear();
      this.#urls.clear();
    }
    const input = {
      target: this.target, fileName: this.file.name, label: this.label, contentType: this.file.type || null,
      byteSize: this.size, idempotencyKey: this.idempotencyKey,
    };
    const { upload } = await mutate(SIGN, { input }, signal);
    this.#know(upload);
    this.#remember(upload.parts);
    return { partSize: Number(upload.partSize), partCount: upload.partCount };
  }

  #know({ id, version }) {
    this.uploadId = id;
    this.version = version;
    this.song = version.song.name;
    this.dispatchEvent(new Event('change'));
  }

  #remember(parts) { for (const { number, url, headers } of parts) this.#urls.set(number, { url, headers }); }

  async #part(number, blob, todo, signal) {
    await this.#again(async () => {
      if (!this.#urls.has(number)) {
        const numbers = [number, ...todo.filter(next => !this.#urls.has(next)).slice(0, 15)];
        const payload = await mutate(SIGN_PARTS, { input: { uploadId: this.uploadId, numbers } }, signal);
        this.#remember(payload.upload.parts);
      }
      try {
        await this.#put(this.#urls.get(number), blob, number, signal);
      } catch (fault) {
        if (fault.status === 403) { this.#urls.delete(number); fault.status = 0; } // the address ran out: a fresh one next time
        throw fault;
      } finally {
        this.#onWay.delete(number);
      }
    }, signal);
    this.#urls.delete(number);
    this.#arrived.set(number, blob.size);
    this.#count();
  }

  // XMLHttpRequest because fetch tells nothing about what has been sent.
  #put({ url, headers }, blob, number, signal) {
    return new Promise((resolve, reject) => {
      const request = new XMLHttpRequest();
      let stall;
      const alive = () => { clearTimeout(stall); stall = setTimeout(() => { request.abort(); reject(new Refusal('The connection stalled.')); }, STALL_MS); };
      const stop = () => { request.abort(); reject(signal.reason); };
      request.open('PUT', url);
      for (const { name, value } of headers) if (!/^(content-length|host)$/i.test(name)) request.setRequestHeader(name, value); // those two are the browser's own
      request.upload.onprogress = ({ loaded }) => { alive(); this.#onWay.set(number, loaded); this.#count(); };
      request.onload = () => request.status >= 200 && request.status < 300 ? resolve() : reject(new Refusal('The store did not take a part of the file.', { status: request.status }));
      request.onerror = () => reject(new Refusal('The connection broke.'));
      request.onloadend = () => { clearTimeout(stall); signal.removeEventListener('abort', stop); };
      signal.addEventListener('abort', stop, { once: true });
      alive();
      request.send(blob);
    });
  }

  /** Tries until it works, waits out what passes: a lost connection for as long as it lasts, faults with growing pauses. */
  async #again(work, signal) {
    for (let tries = 0; ; tries++) {
      try {
        return await work();
      } catch (fault) {
        if (signal.aborted || !fault.isPassing) throw fault;
        if (!navigator.onLine) {
          this.#to('offline');
          await online(signal);
          this.#to('sending');
          tries = 0;
          continue;
        }
        if (tries >= TRIES) throw fault;
        await sleep(Math.max(fault.retryAfter * 1000, Math.min(20_000, 400 * 2 ** tries) * (0.5 + Math.random())), signal);
      }
    }
  }

  /** The recording is being measured; says how that ended. */
  async #listen() {
    const { signal } = this.#control;
    for (let asked = 0; !this.isOver; asked++) {
      await sleep(Math.min(1000 + asked * 100, 8000), signal);
      this.#judge((await this.#again(() => ask(OUTCOME, this.versionId, signal), signal)).version);
    }
  }

  #judge(version) {
    if (!version) return this.#to('refused', 'The version was deleted meanwhile.');
    if (version.status === 'REJECTED') return this.#to('refused', version.rejection?.message ?? 'That recording was not taken.');
    const state = version.status === 'READY' ? 'ready' : 'listening';
    if (state !== this.state) this.#to(state);
  }

  #count() {
    let sent = 0;
    for (const size of this.#arrived.values()) sent += size;
    for (const size of this.#onWay.values()) sent += size;
    this.sent = Math.min(sent, this.size);
    const now = performance.now();
    this.#pace.push([now, this.sent]);
    while (this.#pace.length > 2 && now - this.#pace[0][0] > 8000) this.#pace.shift();
    const [[then, had]] = this.#pace;
    this.speed = now - then > 500 ? Math.max(0, (this.sent - had) / ((now - then) / 1000)) : 0;
    this.dispatchEvent(new Event('change'));
  }

  #to(state, reason = '') {
    Object.assign(this, { state, reason });
    this.dispatchEvent(new Event('change'));
  }
}

/** Gives up an upload that was begun, here or before a reload. */
export const giveUp = uploadId => mutate(ABORT, { input: { uploadId } }).catch(() => {}); // what is left expires by itself

/** Deletes the version of a refused file; one that is gone already is as good. */
export const deleteRefused = versionId => mutate(DELETE, { input: { versionId } }).catch(fault => { if (!fault.code.endsWith('NOT_FOUND')) throw fault; });

/** Whether another tab is sending this file to the same place just now. */
export async function isSentElsewhere(key) {
  const { held = [] } = (await navigator.locks?.query()) ?? {};
  return held.some(lock => lock.name === `concerto-upload:${key}`);
}

const words = fault => fault instanceof Refusal
  ? fault.isPassing ? `${fault.message} What has arrived is kept; try again.` : fault.message
  : fault?.name === 'NotReadableError' || fault?.name === 'NotFoundError' ? 'The file can’t be read any more. Was it moved or changed?'
  : 'Something went wrong in this browser. Reload the page and pick the file again.';
