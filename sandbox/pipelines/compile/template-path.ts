import { PipelineInvalid } from '../plan.ts';
import type { FileName } from './scope.ts';

/**
 * Which file `template:` means. `from`: the file it is written in, as messages name it. Without an alias it is of the same repository;
 * a path is relative to the file, or to the root of another repository. Throws PipelineInvalid.
 */
export function findTemplate(
  reference: string,
  from: string,
  findAlias: (alias: string) => string | undefined,
): FileName {
  const [fromPath, fromAlias = 'self'] = splitAlias(from);
  const [written, alias] = splitAlias(reference);
  const repository = alias === undefined ? fromAlias : findAlias(alias);
  if (repository === undefined) throw new PipelineInvalid(`${from}: No repository found by name ${alias ?? ''}`);
  const path = written.replaceAll('\\', '/');
  const folder = repository === fromAlias ? fromPath.slice(0, fromPath.lastIndexOf('/')) : '';
  const joined = path.startsWith('/') ? path : `${folder === '' ? '/' : folder}/${path}`;
  const normal = normalised(joined);
  if (normal === undefined) throw new PipelineInvalid(`${from}: The file path ${joined} is invalid`);
  return { repository, path: normal };
}

/** Undefined when it leads out of the repository. */
function normalised(path: string): string | undefined {
  const parts: string[] = [];
  for (const part of path.split('/')) {
    if (part === '..' && parts.pop() === undefined) return undefined;
    if (part !== '' && part !== '.' && part !== '..') parts.push(part);
  }
  return `/${parts.join('/')}`;
}

// At the first @: a file with one in its name cannot be reached.
function splitAlias(text: string): readonly [string, string?] {
  const at = text.indexOf('@');
  return at < 0 ? [text] : [text.slice(0, at), text.slice(at + 1)];
}
