import * as z from 'zod';
import type { Rest } from '../host/rest.ts';
import type { Repository } from './ledger.ts';

const WireRepository = z.object({ id: z.string(), name: z.string(), webUrl: z.string().default('') });

/** A repository by its id; undefined when it was deleted or may not be seen. */
export async function findRepository(
  rest: Rest,
  { project, signal }: { readonly project: string; readonly signal?: AbortSignal | undefined },
  id: string,
): Promise<Repository | undefined> {
  const path = `${encodeURIComponent(project)}/_apis/git/repositories/${encodeURIComponent(id)}`;
  return rest.find({ what: 'this repository', path, ...(signal && { signal }) }, WireRepository);
}
