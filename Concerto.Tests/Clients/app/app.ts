// A small app over what graphql-codegen makes: the compiler knows each field, each kind of error and each fact of it.
import type { TypedDocumentNode } from '@graphql-typed-document-node/core';
import {
  ActivityDocument, CreateProjectDocument, ProjectsDocument, SignUploadDocument, SongDocument, VersionStatus,
  type CreateProjectMutation, type NoteFragment, type SignUploadInput,
} from '../generated/graphql.js';

declare function run<Data, Variables>(document: TypedDocumentNode<Data, Variables>, variables: Variables): Promise<Data>;
declare function listen<Data, Variables>(document: TypedDocumentNode<Data, Variables>, variables: Variables): AsyncIterable<Data>;

export async function namesOfProjects(): Promise<string[]> {
  const names: string[] = [];
  let after: string | null | undefined;
  do {
    const { projects } = await run(ProjectsDocument, { after });
    names.push(...projects.nodes.map(project => project.name));
    after = projects.pageInfo.hasNextPage ? projects.pageInfo.endCursor : null;
  } while (after);
  return names;
}

export function sayWhatWentWrong({ createProject: { errors } }: CreateProjectMutation): string | undefined {
  const error = errors?.[0];
  switch (error?.__typename) {
    case 'NameTakenError': return `There is a ${error.name} already.`;
    case 'InvalidInputError': return `${error.path?.join('.')}: ${error.message}`;
    default: return error?.message;
  }
}

export const create = async (name: string) => sayWhatWentWrong(await run(CreateProjectDocument, { input: { name } }));

export async function sign(fileName: string, byteSize: number): Promise<string[]> {
  const input: SignUploadInput = { fileName, byteSize, target: { projectName: 'Demos', songName: 'Intro' } };
  const { signUpload: { upload, errors } } = await run(SignUploadDocument, { input });
  const [error] = errors ?? [];
  if (error?.__typename === 'FileTooLargeError') throw new RangeError(`${error.limitBytes satisfies number} bytes at most`);
  return upload?.parts.map(part => part.url) ?? [];
}

export async function notesOf(id: string): Promise<NoteFragment[]> {
  const { song } = await run(SongDocument, { id });
  if (song?.latestVersion?.status !== VersionStatus.Ready) return [];
  return song.comments.nodes.flatMap(note => [note, ...note.replies]);
}

export async function follow(song: string): Promise<void> {
  for await (const { songActivity: { kind, at, comment } } of listen(ActivityDocument, { song })) console.log(kind, at satisfies string, comment?.text);
}
