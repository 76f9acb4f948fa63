import * as z from 'zod';
import type { Rest } from '../host/rest.ts';

export interface Pipeline {
  readonly id: number;
  readonly name: string;
  /** Path of its YAML in its repository; empty when it has none or it is not told. */
  readonly file: string;
}

const Definitions = z.object({
  value: z.array(
    z.object({
      id: z.number(),
      name: z.string(),
      process: z.object({ yamlFilename: z.string().nullish() }).nullish(),
    }),
  ),
});

/** The pipelines whose YAML lies in a repository. */
export async function listPipelines(
  rest: Rest,
  { project, signal }: { readonly project: string; readonly signal?: AbortSignal | undefined },
  repositoryId: string,
): Promise<readonly Pipeline[]> {
  const query = new URLSearchParams({ repositoryId, repositoryType: 'TfsGit', includeAllProperties: 'true' });
  const path = `${encodeURIComponent(project)}/_apis/build/definitions?${query.toString()}`;
  const { value } = await rest.get(
    { what: `the pipelines of ${project}`, path, ...(signal && { signal }) },
    Definitions,
  );
  return value.map(({ id, name, process }) => ({ id, name, file: process?.yamlFilename ?? '' }));
}

/**
 * The pipeline that is taken to release a component: the one whose runs published its last releases, else the one whose file
 * or name says no more than that it releases it. Undefined when there is none, or several that could as well be it.
 */
export function findReleasePipeline(
  pipelines: readonly Pipeline[],
  component: string,
  published: readonly number[] = [],
): Pipeline | undefined {
  const proven = pipelines.filter(({ id }) => published.includes(id));
  if (proven.length === 1) return proven[0];
  const named = (proven.length === 0 ? pipelines : proven).filter(
    ({ name, file }) => isReleasePipeline(fileName(file), component) || isReleasePipeline(name, component),
  );
  if (named.length === 1) return named[0];
  const own = named.filter(({ name, file }) =>
    `${name} ${fileName(file)}`.toLowerCase().includes(component.toLowerCase()),
  );
  return own.length === 1 ? own[0] : undefined;
}

const fileName = (file: string): string => file.split('/').at(-1) ?? '';

/** Words that say nothing of what a pipeline does. */
const FILLERS = new Set(['of', 'the', 'a', 'to', 'for', 'create', 'pipeline', 'yml', 'yaml', 'azure']);

/** Whether the name of a pipeline or file says that it releases this component, and nothing else: release-notes does not. */
export function isReleasePipeline(name: string, component: string): boolean {
  const own = new Set(wordsOf(component));
  const words = wordsOf(name).filter((word) => !own.has(word) && !FILLERS.has(word));
  return words.length === 1 && (words[0] === 'release' || words[0] === 'releases');
}

const wordsOf = (text: string): readonly string[] =>
  text
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
    .filter(Boolean);
