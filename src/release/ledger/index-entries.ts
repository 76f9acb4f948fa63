import { ticketKeys } from '../changes/ticket-keys.ts';
import { isTagName } from '../versions/tag-name.ts';
import {
  type IndexedDeployment,
  type IndexedRelease,
  type IndexedStaging,
  MOST_DEPLOYED,
  MOST_LEAD_TIMES,
  MOST_MINUTES,
  type ReleaseDocument,
  type StagingDocument,
} from './ledger-documents.ts';

const MINUTE_MS = 60_000;

/** A release as the index lists it: what lists and figures need, so that they need no document. */
export function indexRelease(release: ReleaseDocument): IndexedRelease {
  const { version, tag, releasedAt, state, run } = release;
  const { leadMinutes, hotfixFrom } = measureRelease(release);
  const facts = { leadMinutes, ...(hotfixFrom !== undefined && { hotfixFrom }) };
  return {
    ...{ version, tag, releasedAt, state, tickets: ticketKeys(release.changes).length, run },
    ...(leadMinutes.length <= MOST_LEAD_TIMES && facts),
  };
}

/** What the figures of releases are made of, beside their moment and state. */
export interface ReleaseMeasures {
  /** Whole minutes from the merge of each change to the release; without changes that cannot have waited so long. */
  readonly leadMinutes: readonly number[];
  /** The tag that a hotfix was made from. */
  readonly hotfixFrom: string | undefined;
}

export function measureRelease({
  releasedAt,
  changes,
  hotfix,
}: Pick<ReleaseDocument, 'releasedAt' | 'changes' | 'hotfix'>): ReleaseMeasures {
  const released = Date.parse(releasedAt);
  return {
    leadMinutes: changes
      .map(({ mergedAt }) => Math.floor((released - Date.parse(mergedAt)) / MINUTE_MS))
      .filter((minutes) => minutes >= 0 && minutes <= MOST_MINUTES),
    hotfixFrom: hotfix !== undefined && isTagName(hotfix.from) ? hotfix.from : undefined,
  };
}

/** What is staged as the index lists it. */
export const indexStaging = ({ version, state, changes, ready, next }: StagingDocument): IndexedStaging => ({
  ...{ version, state, changes: changes.length, tickets: ticketKeys(changes).length, ready },
  waiting: next?.changes.length ?? 0,
});

/**
 * The newest deployment of each environment and result, the newest first: what runs somewhere is the last that went well. At most
 * `MOST_DEPLOYED`. Names of environments differ in more than case.
 */
export function deployedAfter(
  before: readonly IndexedDeployment[],
  releases: readonly ReleaseDocument[],
): readonly IndexedDeployment[] {
  const all = [
    ...releases.flatMap(({ version, deployments }) => deployments.map((deployment) => ({ ...deployment, version }))),
    ...before,
  ].toSorted((one, other) => Date.parse(other.at) - Date.parse(one.at));
  const newest = new Map<string, IndexedDeployment>();
  for (const deployment of all) {
    const key = JSON.stringify([deployment.environment.toLowerCase(), deployment.result]);
    if (!newest.has(key)) newest.set(key, deployment);
  }
  return [...newest.values()].slice(0, MOST_DEPLOYED);
}
