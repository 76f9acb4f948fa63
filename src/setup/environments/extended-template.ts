import type { PipelineFile, Template } from './ports.ts';
import { valuesOf } from './yaml-values.ts';

/** What a pipeline extends from another repository, as far as its file says so in plain words. */
export function extendedTemplate({ text = '' }: PipelineFile, project: string): Template | undefined {
  const [, after = ''] = /^extends:(.*)/ms.exec(text) ?? [];
  const [path, alias] = valuesOf(after, 'template')[0]?.split('@') ?? [];
  if (path === undefined || alias === undefined) return undefined;
  const resource = resourceOf(text, alias);
  const [name] = valuesOf(resource, 'name');
  if (name === undefined) return undefined;
  return {
    repository: name.includes('/') ? name : `${project}/${name}`,
    ref: valuesOf(resource, 'ref')[0] ?? 'refs/heads/main',
    path,
  };
}

/** What a file says of a repository that it refers to; empty when it says nothing. */
const resourceOf = (text: string, alias: string): string =>
  text
    .split(/(?=[\s{]repository:)/)
    .find((part) => valuesOf(part, 'repository')[0]?.toLowerCase() === alias.toLowerCase()) ?? '';

/** Whether a check that requires one template takes another for it: the service compares the very ref. */
export const isSameTemplate = (one: Template, other: Template): boolean =>
  one.repository.toLowerCase() === other.repository.toLowerCase() &&
  one.ref === other.ref &&
  plain(one.path) === plain(other.path);

const plain = (path: string): string => path.replaceAll('\\', '/').replace(/^\/+/, '');
