import type { StagingDocument } from '../ledger/ledger-documents.ts';
import type { ReleaseServices, ReleaseSettings } from '../release-services.ts';
import { formatTag } from '../versions/tag-format.ts';
import { findReleasePullRequest } from './find-pull-request.ts';
import { keepWord } from './keep-threads.ts';

/**
 * Says in the release's pull request which version it became, when others claimed the one in its title: a merged one can only
 * be commented. True when it wrote, or would.
 */
export async function tellRenamed(
  services: ReleaseServices,
  settings: ReleaseSettings,
  staging: StagingDocument,
): Promise<boolean> {
  const { host, log } = services;
  const { component, version, openedAs } = staging;
  if (openedAs === undefined) return false;
  const where = settings.notesFile ?? 'The changelog';
  log.warn(`${where} of this commit calls the release ${openedAs}: the next release puts ${version} there.`);
  if (settings.dryRun) return false;
  const known = await findReleasePullRequest(services, settings, staging);
  if (known === undefined) return false;
  const tag = formatTag(settings.tagFormat, openedAs, component);
  const content = `**This release became ${version}**: the tag ${tag} was taken by others. The changelog calls it ${openedAs} until the next release.`;
  return keepWord(host.openPullRequest(known.id), { name: `became-${version}`, content });
}
