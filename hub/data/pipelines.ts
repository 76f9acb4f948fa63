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
 * The pipeline that releases a component: its file or name says "release", that of the component first. Undefined when
 * there is none, or several that could as well be it.
 */
export function findReleasePipeline(pipelines: readonly Pipeline[], component: string): Pipeline | undefined {
  const releasing = pipelines.filter(({ name, file }) => isReleasePipeline(fileName(file)) || isReleasePipeline(name));
  if (releasing.length === 1) return releasing[0];
  const own = releasing.filter(({ name, file }) =>
    `${name} ${fileName(file)}`.toLowerCase().includes(component.toLowerCase()),
  );
  return own.length === 1 ? own[0] : undefined;
}

const fileName = (file: string): string => file.split('/').at(-1) ?? '';

/** Whether the name of a pipeline or file says that it releases. */
export const isReleasePipeline = (name: string): boolean =>
  /(^|[^a-z])release([^a-z]|$)/i.test(name.replace(/\.ya?ml$/i, ''));
