import type { StagingDocument } from '../ledger/ledger-documents.ts';
import { findReleasePullRequest } from '../pull-request/find-pull-request.ts';
import type { ReleaseServices, ReleaseSettings } from '../release-services.ts';
import { formatTag } from '../versions/tag-format.ts';

/**
 * True when the tag of the version stands on what is built of the release: from then on nothing of it may change. A tag
 * somewhere else is that of others, for which "claim" takes the next version.
 */
export async function isClaimed(
  services: Pick<ReleaseServices, 'history' | 'host' | 'log'>,
  settings: Pick<ReleaseSettings, 'tagFormat' | 'targetBranch'>,
  staging: StagingDocument,
): Promise<boolean> {
  const name = formatTag(settings.tagFormat, staging.version, staging.component);
  const tag = (await services.host.listTags(name)).find((one) => one.name === name);
  if (tag === undefined) return false;
  if (tag.commit === staging.commit) return true;
  const known = await findReleasePullRequest(services, settings, staging);
  return known !== undefined && [known.mergeCommit, known.sourceCommit].includes(tag.commit);
}
