import { mapConcurrently } from '../../concurrency.ts';
import { SlipwayError } from '../../errors.ts';
import type { Deployment, ReleaseDocument } from '../ledger/ledger-documents.ts';
import { type Decision, type Snapshot, transact } from '../ledger/ledger.ts';
import type { ReleaseReport } from '../release-report.ts';
import type { ReleaseServices, ReleaseSettings } from '../release-services.ts';
import { compareVersions } from '../versions/semantic-version.ts';

/** The ledger is one request per document, and a long way back is many. */
const CONCURRENCY = 8;

export interface Return {
  /** The version that is deployed again. */
  readonly to: string;
  readonly environment: string;
}

/**
 * Records that an environment went back to an earlier version. Later ones no longer count as released, but for those that the
 * ledger knows in another environment. Their numbers stay taken, and their changes stay in what is released next.
 */
export function rollBack(
  services: ReleaseServices,
  settings: ReleaseSettings,
  { to, environment }: Return,
): Promise<ReleaseReport> {
  const { run, now } = services;
  const { component } = settings;
  return transact(services, settings, async (snapshot): Promise<Decision<ReleaseReport>> => {
    const target = await findTarget(snapshot, to);
    const later = await mapConcurrently(
      snapshot.entry.releases.filter(({ version, state }) => state === 'released' && compareVersions(version, to) > 0),
      CONCURRENCY,
      ({ version }) => snapshot.readRelease(version),
    );
    const recorded = target.deployments.some((one) => one.run === run.id && one.environment === environment);
    if (recorded) {
      return { kind: 'keep', value: report(target, `The return of ${component} to ${to} is recorded already.`, false) };
    }
    const deployment: Deployment = { environment, run: run.id, at: now(), result: 'rolledBack' };
    const returned: ReleaseDocument = {
      ...target,
      state: 'released',
      deployments: [...target.deployments, deployment],
    };
    const withdrawn = later
      .filter((release) => isOnlyIn(release, environment))
      .map((release): ReleaseDocument => ({ ...release, state: 'rolledBack' }));
    const from = withdrawn.map(({ version }) => version).toSorted(compareVersions);
    const names = from.length === 0 ? '' : ` from ${from.join(', ')}`;
    return {
      kind: 'write',
      transition: {
        component,
        message: `Roll ${component} back${names} to ${to} in ${environment}`,
        staging: snapshot.staging,
        releases: [returned, ...withdrawn],
      },
      value: report(
        returned,
        `${component} went back${names} to ${to} in ${environment}: deploy ${target.tag} there.`,
        true,
      ),
    };
  });
}

/** Names of environments differ in more than case. One that was deployed nowhere, as far as is known, may be anywhere. */
const isOnlyIn = ({ deployments }: ReleaseDocument, environment: string): boolean =>
  deployments.every((one) => one.environment.toLowerCase() === environment.toLowerCase());

async function findTarget({ component, entry, readRelease }: Snapshot, to: string): Promise<ReleaseDocument> {
  if (entry.releases.some(({ version }) => version === to)) return readRelease(to);
  const known = entry.releases.slice(0, 10).map(({ version }) => version);
  throw new SlipwayError(`${component} has no release ${to}.`, {
    kind: 'input',
    code: 'RELEASE_UNKNOWN',
    hint: known.length === 0 ? 'Nothing of it was released yet.' : `Released were: ${known.join(', ')}.`,
  });
}

const report = (release: ReleaseDocument, summary: string, changed: boolean): ReleaseReport => ({
  kind: 'succeeded',
  summary,
  changed,
  document: release,
  tag: release.tag,
  commit: release.commit ?? undefined,
  notes: release.notes,
});
