import { SlipwayError } from '../errors.ts';
import type { Log } from '../log.ts';
import type { Outcome } from '../outcome.ts';
import type { PullRequest } from '../pull-request.ts';
import { escapeLine, table } from './markdown.ts';

export type SweptPullRequest = Pick<PullRequest, 'id' | 'title' | 'isDraft' | 'targetRef' | 'webUrl'>;

export interface SweepServices {
  /** The active pull requests of a repository, the oldest first. */
  readonly listActive: (repository: string) => Promise<readonly SweptPullRequest[]>;
  /** Reviews one; costs no model call when its last review still holds. */
  readonly review: (pullRequestId: number) => Promise<Outcome>;
  readonly log: Log;
}

export interface SweepSettings {
  /** Names or ids of repositories of the project. */
  readonly repositories: readonly string[];
  /** Short name of the only branch whose pull requests count; undefined: any. */
  readonly targetBranch: string | undefined;
}

/** One pull request that was looked at. */
interface Swept extends SweptPullRequest {
  readonly repository: string;
  /** Empty when there was none: it was pushed to or closed meanwhile, or the review failed. */
  readonly verdict: string;
  readonly fault: string | undefined;
  readonly outputs: Readonly<Record<string, string>>;
}

interface Unread {
  readonly repository: string;
  readonly why: string;
}

/**
 * Reviews every active pull request of the repositories that has no current review. A repository that may not be read and
 * a review that fails are named, and the rest goes on; findings do not fail a sweep, their pull requests have the status.
 */
export async function sweepRepositories(services: SweepServices, settings: SweepSettings): Promise<Outcome> {
  const { log } = services;
  const swept: Swept[] = [];
  const unread: Unread[] = [];
  for (const repository of settings.repositories) {
    const found = await attempt(() => services.listActive(repository));
    if ('fault' in found) {
      unread.push({ repository, why: found.fault });
      log.warn(`${repository} cannot be swept: ${found.fault}`);
      continue;
    }
    const due = found.value.filter((one) => isDue(one, settings));
    log.info(`${repository}: ${found.value.length} active, ${due.length} to be looked at.`);
    for (const one of due) swept.push(await sweepOne(services, repository, one));
  }
  return renderSweep(swept, unread);
}

/** A draft is not ready to be read; its author says when it is. */
const isDue = ({ isDraft, targetRef }: SweptPullRequest, { targetBranch }: SweepSettings): boolean =>
  !isDraft && (targetBranch === undefined || targetRef === `refs/heads/${targetBranch}`);

async function sweepOne({ review, log }: SweepServices, repository: string, one: SweptPullRequest): Promise<Swept> {
  const ended = await attempt(() => review(one.id));
  if ('fault' in ended) {
    log.warn(`Pull request ${one.id} could not be reviewed: ${ended.fault}`);
    return { ...one, repository, verdict: '', fault: ended.fault, outputs: {} };
  }
  const { summary, outputs = {} } = ended.value;
  log.info(summary);
  return { ...one, repository, verdict: outputs['verdict'] ?? '', fault: undefined, outputs };
}

/** What was foreseen concerns this one only; anything else ends the sweep. */
async function attempt<Value>(
  act: () => Promise<Value>,
): Promise<{ readonly value: Value } | { readonly fault: string }> {
  try {
    return { value: await act() };
  } catch (error) {
    if (!(error instanceof SlipwayError)) throw error;
    return { fault: error.message };
  }
}

function renderSweep(swept: readonly Swept[], unread: readonly Unread[]): Outcome {
  const open = swept.filter(({ fault, verdict }) => fault !== undefined || verdict === 'incomplete');
  const trouble = [
    ...unread.map(({ repository }) => `${repository} cannot be read`),
    ...open.map(({ id }) => `${id} was not reviewed completely`),
  ];
  const sum = (name: string) => swept.reduce((total, { outputs }) => total + Number(outputs[name] ?? ''), 0);
  const count = swept.length === 1 ? 'One pull request was' : `${swept.length} pull requests were`;
  return {
    kind: trouble.length === 0 ? 'succeeded' : 'warned',
    summary: `${count} looked at${trouble.length === 0 ? '' : `; ${trouble.join('; ')}`}.`,
    outputs: {
      verdict: verdictOf(swept, trouble.length > 0),
      findingCount: String(sum('findingCount')),
      blockingCount: String(sum('blockingCount')),
      costUsd: sum('costUsd').toFixed(4),
    },
    result: {
      schema: 1,
      pullRequests: swept.map(({ id, title, repository, webUrl, verdict, fault }) => ({
        id,
        title,
        url: webUrl,
        repository,
        verdict: verdict === '' ? null : verdict,
        fault: fault ?? null,
      })),
      unread,
    },
    markdown: table(
      ['Pull request', 'Repository', 'Verdict'],
      [
        ...swept.map(({ id, title, webUrl, repository, verdict, fault }) => [
          `[${id}](${webUrl}) ${escapeLine(title)}`,
          escapeLine(repository),
          escapeLine(fault ?? verdict),
        ]),
        ...unread.map(({ repository, why }) => ['', escapeLine(repository), escapeLine(why)]),
      ],
    ),
  };
}

/** The worst of all. */
function verdictOf(swept: readonly Swept[], isIncomplete: boolean): string {
  if (isIncomplete) return 'incomplete';
  return swept.some(({ verdict }) => verdict === 'requestChanges') ? 'requestChanges' : 'approve';
}
