import type { StagingDocument } from '../ledger/ledger-documents.ts';
import type { ReleaseServices, ReleaseSettings } from '../release-services.ts';
import { formatTag } from '../versions/tag-format.ts';

/** True when the tag of the version is there: from then on nothing of the release may change. */
export async function isClaimed(
  { host }: Pick<ReleaseServices, 'host'>,
  { tagFormat }: Pick<ReleaseSettings, 'tagFormat'>,
  { component, version }: Pick<StagingDocument, 'component' | 'version'>,
): Promise<boolean> {
  const tag = formatTag(tagFormat, version, component);
  return (await host.listTags(tag)).some(({ name }) => name === tag);
}
