import { SlipwayError } from '../../errors.ts';
import type { StagingDocument } from '../ledger/ledger-documents.ts';
import { findReleasePullRequest } from '../pull-request/find-pull-request.ts';
import { keepWord } from '../pull-request/keep-threads.ts';
import type { ReleaseServices, ReleaseSettings } from '../release-services.ts';

/** True for a release of the source branch that is on its way out. */
export const isOpenRelease = (staging: StagingDocument | undefined): staging is StagingDocument =>
  staging?.state === 'opened' && staging.hotfix === undefined;

/**
 * Abandons the pull request of an open release that makes way for a hotfix, so that nobody merges what has stepped back; "open"
 * makes a new one later.
 */
export async function stepAside(
  services: ReleaseServices,
  settings: ReleaseSettings,
  staging: StagingDocument | undefined,
  from: string,
): Promise<void> {
  const { host, log } = services;
  if (!isOpenRelease(staging)) return;
  const known = await findReleasePullRequest(services, settings, staging);
  if (known === undefined || known.status === 'abandoned') return;
  const which = `Pull request ${known.id} of ${staging.version}`;
  if (known.status === 'completed') {
    log.warn(`${which} is merged already: ${staging.version} is open no longer, and goes on after the hotfix.`);
  } else if (settings.dryRun) {
    log.info(`Dry run: pull request ${known.id} of ${staging.version} would be abandoned.`);
  } else {
    const pullRequest = host.openPullRequest(known.id);
    const content = `A hotfix of ${from} goes first. What is staged here waits and gets a new pull request after it.`;
    await keepWord(pullRequest, { name: 'aside', content });
    await pullRequest.abandon();
    log.info(`${which} was abandoned: a hotfix goes first.`);
  }
}

export const underWay = ({ component, version }: StagingDocument, what: string): SlipwayError =>
  new SlipwayError(`${component} ${version} ${what}.`, {
    kind: 'conflict',
    code: 'RELEASE_UNDER_WAY',
    hint: 'Publish it first.',
  });
