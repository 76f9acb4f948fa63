import type { ObjectType } from './objects.ts';
import { readObject } from './read-object.ts';
import { signatureLine, type NewSignature } from './write-commits.ts';
import { writeObject } from './write-object.ts';

export interface NewTag {
  /** Without refs/tags/. */
  readonly name: string;
  readonly objectId: string;
  readonly objectType: ObjectType;
  readonly tagger: NewSignature;
  readonly message: string;
}

/** Writes an annotated tag, to which no ref points yet, and gives its id. */
export const writeTag = (gitDir: string, { name, objectId, objectType, tagger, message }: NewTag): Promise<string> =>
  writeObject(
    gitDir,
    'tag',
    Buffer.from(
      `object ${objectId}\ntype ${objectType}\ntag ${name}\ntagger ${signatureLine(tagger)}\n\n${message.replace(/\n*$/, '\n')}`,
    ),
  );

export interface Tag {
  readonly id: string;
  readonly name: string;
  readonly objectId: string;
  readonly objectType: string;
  readonly tagger: { readonly name: string; readonly email: string; readonly date: string } | undefined;
  readonly message: string;
}

/** An annotated tag by the id of its object. */
export async function readTag(gitDir: string, id: string): Promise<Tag> {
  const text = (await readObject(gitDir, id)).content.toString('utf8').replace(/\n$/, '');
  const end = text.indexOf('\n\n');
  const fields = new Map(
    text
      .slice(0, end)
      .split('\n')
      .map((line) => [line.slice(0, line.indexOf(' ')), line.slice(line.indexOf(' ') + 1)]),
  );
  const [, name = '', email = '', seconds = '0'] = /^(.*) <(.*)> (\d+)/.exec(fields.get('tagger') ?? '') ?? [];
  const date = new Date(Number(seconds) * 1000).toISOString();
  return {
    id,
    name: fields.get('tag') ?? '',
    objectId: fields.get('object') ?? '',
    objectType: fields.get('type') ?? '',
    tagger: fields.has('tagger') ? { name, email, date } : undefined,
    message: text.slice(end + 2).replace(/\n+$/, ''),
  };
}
