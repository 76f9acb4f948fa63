import * as z from 'zod';
import { SEVERITIES } from '../review/finding.ts';
import type { FindingFacts, ReleaseFacts, ReleaseState, ReviewFacts, TicketFacts } from './render/facts.ts';

const Text = z.string().nullish();
const Count = z.number().int().nonnegative().optional().catch(undefined);

/** What every task says of itself; results come from other jobs and other versions, so nothing else is relied on. */
const Result = z.looseObject({
  task: z.string(),
  finishedAt: z.string(),
  outputs: z.record(z.string(), z.string()).catch({}),
});
export type Result = z.infer<typeof Result>;

const PullRequest = z.object({ id: z.int().positive(), title: Text, url: Text, repository: Text });

const Finding = z.object({
  severity: z.enum(SEVERITIES),
  title: z.string(),
  path: z.string(),
  startLine: Count,
  explanation: z.string().optional(),
});

const ReviewResult = z.object({
  pullRequest: PullRequest,
  verdict: z.enum(['approve', 'requestChanges', 'incomplete']),
  counts: z.partialRecord(z.enum(SEVERITIES), z.number()).optional().catch(undefined),
  coveragePercent: z.number().optional().catch(undefined),
  examination: z
    .object({ findings: z.array(Finding).catch([]) })
    .optional()
    .catch(undefined),
});

const Ticket = z.object({ key: z.string(), title: Text, url: Text, status: Text });

const Change = z.object({
  commit: Text,
  pullRequest: z.number().nullish(),
  title: z.string(),
  tickets: z.array(Ticket).catch([]),
});

const ReleaseResult = z.object({
  action: z.string(),
  tag: Text,
  changeCount: Count,
  shortNotes: Text.catch(undefined),
  document: z.object({
    component: z.string(),
    version: z.string(),
    previousVersion: Text,
    state: z.enum(['staging', 'opened', 'released', 'rolledBack']),
    notReady: z.array(z.string()).optional().catch(undefined),
    releasePullRequest: z.object({ id: z.int().positive(), url: z.string() }).optional().catch(undefined),
    changes: z.array(Change),
  }),
});

/** Results of tasks among documents that were attached to the run, the oldest first. */
export const parseResults = (documents: readonly unknown[]): readonly Result[] =>
  documents
    .flatMap((document) => {
      const parsed = Result.safeParse(document);
      return parsed.success ? [parsed.data] : [];
    })
    .toSorted((one, other) => (one.finishedAt < other.finishedAt ? -1 : 1));

/** The run's last review of a pull request; undefined when there is none to show. */
export function findReview(results: readonly Result[]): ReviewFacts | undefined {
  const last = findLast(results, 'AIReview', ReviewResult);
  if (last === undefined) return undefined;
  const { result, data } = last;
  const { id, title, url, repository } = data.pullRequest;
  const cost = Number(result.outputs['costUsd'] ?? '');
  return {
    kind: 'review',
    pullRequest: { id, title: title ?? undefined, url: url ?? undefined, repository: repository ?? undefined },
    verdict: data.verdict,
    counts: data.counts,
    coveragePercent: data.coveragePercent,
    findings: (data.examination?.findings ?? []).map(toFinding).toSorted(byWorst),
    ...(cost > 0 ? { costUsd: cost } : {}),
    tickets: findTickets(results),
  };
}

/** The release that the run staged, opened, claimed or published last. */
export function findRelease(results: readonly Result[]): ReleaseFacts | undefined {
  const last = findLast(results, 'StageRelease', ReleaseResult);
  if (last === undefined) return undefined;
  const { document, tag, changeCount, action, shortNotes } = last.data;
  const { component, version, previousVersion, changes, releasePullRequest, notReady } = document;
  const tickets = changes.flatMap((change) => change.tickets.map(toTicket));
  const others = changes.filter((change) => change.tickets.length === 0);
  return {
    kind: 'release',
    component,
    version,
    previousVersion: previousVersion ?? null,
    state: stateOf(document.state, action),
    tickets,
    changeCount: changeCount ?? changes.length,
    otherChanges: others.map(({ title, pullRequest, commit }) => ({
      title,
      name: typeof pullRequest === 'number' ? `!${pullRequest}` : commit?.slice(0, 8),
    })),
    tag: tag ?? undefined,
    notes: shortNotes ?? undefined,
    ...(releasePullRequest === undefined ? {} : { pullRequest: releasePullRequest }),
    ...(notReady === undefined ? {} : { notReady }),
  };
}

/** Of the change that the run is about, as JiraTicket named them. */
function findTickets(results: readonly Result[]): readonly TicketFacts[] {
  const last = results.findLast(({ task }) => task === 'JiraTicket');
  const keys = (last?.outputs['tickets'] ?? '').split(',').map((key) => key.trim());
  return keys.filter((key) => key !== '').map((key) => ({ key }));
}

function findLast<Data>(results: readonly Result[], task: string, shape: z.ZodType<Data>) {
  for (const result of results.toReversed()) {
    const parsed = result.task === task ? shape.safeParse(result) : undefined;
    if (parsed?.success) return { result, data: parsed.data };
  }
  return undefined;
}

function stateOf(state: z.infer<typeof ReleaseResult>['document']['state'], action: string): ReleaseState {
  return state === 'opened' && action === 'claim' ? 'claimed' : state;
}

const toTicket = ({ key, title, url, status }: z.infer<typeof Ticket>): TicketFacts => ({
  key,
  title: title ?? undefined,
  url: url ?? undefined,
  status: status ?? undefined,
});

const toFinding = ({ startLine, ...finding }: z.infer<typeof Finding>): FindingFacts => ({
  ...finding,
  line: startLine,
});

const byWorst = (one: FindingFacts, other: FindingFacts): number =>
  SEVERITIES.indexOf(one.severity) - SEVERITIES.indexOf(other.severity);
