// Lists your projects, uploads a mix, writes a note at 1:23, and listens to what is said of it. Nothing to install: fetch is enough.
//   CONCERTO_URL=… CONCERTO_TOKEN=… npx tsx quick-start.mts mix.wav
import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';

const { CONCERTO_URL: url, CONCERTO_TOKEN: token } = process.env;

const post = (query: string, variables: object, accept: string) =>
  fetch(`${url}/graphql`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json', accept },
    body: JSON.stringify({ query, variables }),
  });

async function graphql<T>(query: string, variables: object = {}): Promise<T> {
  const { data, errors } = await (await post(query, variables, 'application/json')).json();
  if (errors) throw new Error(errors[0].message); // the request itself was wrong
  return data;
}

/** What a mutation could not do is data, in its payload: a code for programs, words for people, the field that is to blame. */
type Payload<T> = T & { errors: { code: string; message: string; path: string[] | null }[] | null };

async function mutate<T>(query: string, input: object): Promise<T> {
  const [payload] = Object.values(await graphql<Record<string, Payload<T>>>(query, { input }));
  if (payload.errors) throw new Error(`${payload.errors[0].code}: ${payload.errors[0].message}`);
  return payload;
}

async function* subscribe<T>(query: string, variables: object): AsyncGenerator<T> {
  const response = await post(query, variables, 'text/event-stream');
  let text = '';
  for await (const chunk of response.body!.pipeThrough(new TextDecoderStream())) {
    const events = (text + chunk).split('\n\n');
    text = events.pop()!;
    for (const event of events) {
      if (event.startsWith('event: complete')) return;
      if (event.startsWith('event: next')) yield JSON.parse(event.slice(event.indexOf('data: ') + 6)).data;
    }
  }
}

// 1. What is there?
const { projects } = await graphql<{ projects: { nodes: { name: string; songs: { nodes: { name: string }[] } }[] } }>(
  '{ projects(first: 5) { nodes { name songs(first: 5) { nodes { name } } } } }',
);
for (const { name, songs } of projects.nodes) console.log(name, songs.nodes.map(song => song.name));

// 2. Ask where to put the file. Project and song are made if you have none of these names.
//    The key makes it safe to send this again: the same key and input give the same upload.
const [, , path] = process.argv;
const mix = await readFile(path);
type Part = { number: number; url: string; headers: { name: string; value: string }[] };
type Upload = { id: string; partSize: number; partCount: number; parts: Part[]; version: { id: string; song: { id: string } } };
const { upload } = await mutate<{ upload: Upload }>(
  `mutation ($input: SignUploadInput!) {
    signUpload(input: $input) {
      upload { id partSize partCount parts { number url headers { name value } } version { id song { id } } }
      errors { ... on Error { code message path } }
    }
  }`,
  {
    target: { projectName: 'Quick start', songName: 'From TypeScript' },
    fileName: basename(path), byteSize: mix.byteLength, idempotencyKey: randomUUID(),
  },
);

// 3. Put the bytes straight into the store, part by part. The first parts are signed already; of a long file ask for more as you go.
for (let number = 1; number <= upload.partCount; number++) {
  const part = upload.parts.find(signed => signed.number === number) ?? (await mutate<{ upload: Upload }>(
    'mutation ($input: SignUploadPartsInput!) { signUploadParts(input: $input) { upload { parts { number url headers { name value } } } errors { ... on Error { code message path } } } }',
    { uploadId: upload.id, numbers: [number] },
  )).upload.parts[0];
  const bytes = mix.subarray((number - 1) * upload.partSize, number * upload.partSize);
  const stored = await fetch(part.url, { method: 'PUT', body: bytes, headers: part.headers.map(({ name, value }) => [name, value] as [string, string]) });
  if (!stored.ok) throw new Error(`Part ${number}: ${stored.status}`);
}

// 4. Say that they are there, and wait until they were listened to.
await mutate('mutation ($input: CompleteUploadInput!) { completeUpload(input: $input) { errors { ... on Error { code message path } } } }', { uploadId: upload.id });
type Version = { status: string; rejection: { message: string } | null; durationMs: number; loudness: { integratedLufs: number | null } | null };
let version: Version;
do {
  await new Promise(resolve => setTimeout(resolve, 1000));
  ({ version } = await graphql<{ version: Version }>(
    'query ($id: ID!) { version(id: $id) { status rejection { message } durationMs loudness { integratedLufs } } }', { id: upload.version.id },
  ));
} while (version.status === 'ANALYSING');
if (version.rejection) throw new Error(version.rejection.message);
console.log(version.status, `${version.loudness?.integratedLufs} LUFS`);

// 5. Leave a note at 1:23, or at the end of what is shorter.
const { comment } = await mutate<{ comment: { id: string; startMs: number; text: string } }>(
  'mutation ($input: AddCommentInput!) { addComment(input: $input) { comment { id startMs text } errors { ... on Error { code message path } } } }',
  { versionId: upload.version.id, startMs: Math.min(83_000, version.durationMs), text: 'From here on, a little less reverb.' },
);
console.log(comment);

// 6. Listen, until Ctrl-C: each thing that happens in the song is an event.
const activity = 'subscription ($id: ID!) { songActivity(songId: $id) { kind actor { name } comment { startMs text } } }';
for await (const event of subscribe(activity, { id: upload.version.song.id })) console.log(JSON.stringify(event));
