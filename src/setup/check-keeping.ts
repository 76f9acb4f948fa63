import { attempt, unreadFinding } from './attempt.ts';
import type { Finding } from './finding.ts';
import type { ProjectReader, Retention } from './ports.ts';

/** Addresses under which anybody could start runs. A secret never comes back from the service, not even that there is one. */
export async function checkWebhooks(
  project: Pick<ProjectReader, 'listWebhooks'>,
  settings: string,
): Promise<readonly Finding[]> {
  const looked = { id: 'webhooks', area: 'webhooks', title: 'Incoming webhooks' } as const;
  const names = await attempt(() => project.listWebhooks());
  if ('error' in names) return [unreadFinding(looked, names.error)];
  if (names.value.length === 0)
    return [{ ...looked, status: 'ok', detail: 'The project has none that the job may see.' }];
  return names.value.map((name, index) => ({
    ...looked,
    id: `webhook-${index + 1}`,
    title: `Secret of the incoming webhook ${name}`,
    status: 'unknown',
    detail: 'Azure DevOps does not tell whether it has one. Without, anybody who knows its name can start runs.',
    remedy: `${settings}/adminservices > ${name} > Edit: fill in Secret and HTTP header, and let the sender sign with it.`,
  }));
}

/** How long runs are kept: with them go results, logs and approvals. Releases stay in the ledger. */
export async function checkRetention(project: Pick<ProjectReader, 'readRetention'>): Promise<readonly Finding[]> {
  const looked = { id: 'retention', area: 'retention', title: 'How long runs are kept' } as const;
  const read = await attempt(() => project.readRetention());
  if ('error' in read) return [unreadFinding(looked, read.error)];
  return [{ ...looked, status: 'ok', detail: describe(read.value) }];
}

function describe({ runs, pullRequestRuns, artifacts, mostRuns }: Retention): string {
  const most = mostRuns === undefined ? '' : `, at most ${mostRuns}`;
  return [
    `Runs ${days(runs)}, those of pull requests ${days(pullRequestRuns)}, artifacts ${days(artifacts)}.`,
    'Releases and decisions stay in the ledger.',
    `To keep runs longer: Project settings > Pipelines > Settings > Retention policy${most}; a single run: its menu > Retain.`,
  ].join(' ');
}

const days = (count: number | undefined): string => (count === undefined ? 'as long as nobody tells' : `${count} days`);
