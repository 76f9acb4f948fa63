import { findRelease, findStaging, type Repository } from '../../data/ledger.ts';
import { findRepository } from '../../data/repository.ts';
import type { Rest } from '../../host/rest.ts';
import type { ReleaseDocument, StagingDocument } from '../../../src/release/ledger/ledger-documents.ts';

/** What an address names. */
export interface ReleaseAddress {
  readonly repositoryId: string;
  readonly component: string;
  readonly version: string;
}

export type FoundRelease =
  | { readonly kind: 'released'; readonly repository: Repository; readonly document: ReleaseDocument }
  | { readonly kind: 'staged'; readonly repository: Repository; readonly document: StagingDocument }
  /** Neither; `staging` is the version that collects now, to which this one may have been raised. */
  | { readonly kind: 'none'; readonly staging: string | undefined };

/** Looks for a version among the releases, then at what is staged. */
export async function loadRelease(
  { rest, project, signal }: { readonly rest: Rest; readonly project: string; readonly signal?: AbortSignal },
  { repositoryId, component, version }: ReleaseAddress,
): Promise<FoundRelease> {
  const repository = await findRepository(rest, { project, signal }, repositoryId);
  if (repository === undefined) return { kind: 'none', staging: undefined };
  const place = { project, repository, signal };
  const [released, staged] = await Promise.all([
    findRelease(rest, { ...place, component, version }),
    findStaging(rest, place, component),
  ]);
  if (released) return { kind: 'released', repository, document: released };
  if (staged?.version === version) return { kind: 'staged', repository, document: staged };
  return { kind: 'none', staging: staged?.version };
}
