import type { StagingDocument } from '../ledger/ledger-documents.ts';
import { fetchTip } from '../changes/fetch-tip.ts';
import { RELEASE_LABEL } from '../../release-mark.ts';
import type { PreparedBranch } from './prepare-branch.ts';
import type { ReleaseServices, ReleaseSettings } from '../release-services.ts';

/**
 * A hotfix goes into the source branch too, or the next release would take it back: by a pull request, unless the branch has
 * it already. One that people abandoned stays abandoned. True when it was created, or would be.
 */
export async function keepForwardMerge(
  services: ReleaseServices,
  { sourceBranch, targetBranch, dryRun }: ReleaseSettings,
  { component, version, hotfix }: StagingDocument,
  { name, tip }: PreparedBranch,
): Promise<boolean> {
  const { history, host, writer, log } = services;
  if (hotfix === undefined || sourceBranch === targetBranch) return false;
  const source = await fetchTip(history, sourceBranch);
  if (source === undefined || (await history.isAncestor(tip, source))) return false;
  const base = await history.mergeBase(source, tip);
  const merged = base === undefined ? undefined : await writer.mergeTrees(base, source, tip);
  if (merged?.kind === 'merged' && merged.tree === (await history.treeOf(source))) return false;
  if ((await host.findPullRequests(name, sourceBranch)).length > 0) return false;
  if (dryRun) {
    log.info(`Dry run: a pull request from ${name} into ${sourceBranch} would be created.`);
    return true;
  }
  const { id, webUrl } = await host.createPullRequest({
    source: name,
    target: sourceBranch,
    title: `Merge hotfix ${component} ${version} into ${sourceBranch}`,
    description: `Carries the hotfix of ${hotfix.from} into ${sourceBranch}, so that the next release has it too.`,
    label: RELEASE_LABEL,
    workItems: [],
  });
  log.info(`Pull request ${id} carries the hotfix into ${sourceBranch}: ${webUrl}`);
  return true;
}
