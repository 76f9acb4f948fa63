import * as z from 'zod';
import type { PullRequestPlace } from './pull-request-place.ts';

const Collection = z.object({ value: z.record(z.string(), z.unknown()).nullish() });

/** The values that are text: the service wraps them as `{ $type, $value }` and gives numbers back as text too. */
export function textProperties(values: Readonly<Record<string, unknown>>): Record<string, string> {
  const texts = Object.entries(values).flatMap(([name, value]): [string, string][] => {
    const inner = typeof value === 'object' && value !== null && '$value' in value ? value.$value : value;
    return typeof inner === 'string' ? [[name, inner]] : [];
  });
  return Object.fromEntries(texts);
}

/** Requires "Read". */
export async function readProperties({ client, path }: PullRequestPlace): Promise<Record<string, string>> {
  const { value } = await client.call(
    { operation: "read the pull request's properties", path: [...path, 'properties'], permission: 'Read' },
    Collection,
  );
  return textProperties(value ?? {});
}

/** Requires "Contribute to pull requests". `add` sets a property whether it is there or not. */
export async function writeProperty({ client, path }: PullRequestPlace, name: string, value: string): Promise<void> {
  await client.call(
    {
      operation: 'write a property of the pull request',
      method: 'PATCH',
      path: [...path, 'properties'],
      // A name in a JSON pointer: ~ and / are escaped.
      body: [{ op: 'add', path: `/${name.replace(/~/g, '~0').replace(/\//g, '~1')}`, value }],
      contentType: 'application/json-patch+json',
      idempotent: true,
      permission: 'Contribute to pull requests',
    },
    Collection,
  );
}
