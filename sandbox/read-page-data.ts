import * as z from 'zod';
import { CONTEXT_LINES } from '../src/review/ports.ts';
import { parsePatch } from '../src/review/parse-diff.ts';
import { openLocalRepository } from '../src/clients/git/open-local-repository.ts';
import type { AzureDevOps, SandboxRepository } from './azure-devops/azure-devops.ts';
import { createPageReader, List } from './page-reader.ts';
import { readLedgerSummary, readReleases } from './read-releases.ts';
import type {
  PageData,
  PullRequestAddress,
  PullRequestSummary,
  PullRequestView,
  RepositoryAddress,
  ThreadView,
} from './page/page-data.ts';

const Person = z.object({ displayName: z.string() });
const PullRequest = z.object({
  pullRequestId: z.number(),
  title: z.string(),
  description: z.string().optional(),
  status: z.enum(['active', 'completed', 'abandoned']),
  isDraft: z.boolean(),
  createdBy: Person,
  sourceRefName: z.string(),
  targetRefName: z.string(),
  mergeStatus: z.string().optional(),
  reviewers: z.array(Person.extend({ vote: z.number() })).default([]),
});
const State = z
  .enum(['succeeded', 'failed', 'error', 'pending', 'notApplicable'])
  .or(z.string().transform(() => 'other' as const));
const Status = z.object({
  iterationId: z.number().optional(),
  state: State,
  description: z.string().default(''),
  context: z.object({ name: z.string(), genre: z.string().default('') }),
});
const Point = z.object({ line: z.number(), offset: z.number() }).nullish();
const Thread = z.object({
  id: z.number(),
  status: z.string().default('unknown'),
  isDeleted: z.boolean(),
  threadContext: z
    .object({
      filePath: z.string(),
      leftFileStart: Point,
      leftFileEnd: Point,
      rightFileStart: Point,
      rightFileEnd: Point,
    })
    .nullish(),
  comments: z.array(
    z.object({
      author: Person,
      publishedDate: z.string(),
      content: z.string().default(''),
      isDeleted: z.boolean().default(false),
      commentType: z.string(),
    }),
  ),
});
const Iteration = z.object({
  id: z.number(),
  createdDate: z.string(),
  reason: z.string().default('push'),
  commonRefCommit: z.object({ commitId: z.string() }),
  sourceRefCommit: z.object({ commitId: z.string() }),
});

type PullRequest = z.infer<typeof PullRequest>;

/** What the pages show, read over the sandbox's own REST interface as any client would. */
export function readPageData(azureDevOps: AzureDevOps, baseUrl: () => string): PageData {
  const reader = createPageReader(azureDevOps, baseUrl);
  const { get } = reader;
  const find = (address: RepositoryAddress) => azureDevOps.listRepositories().find((one) => isAt(one, address));

  async function summarise(repository: SandboxRepository, pullRequest: PullRequest): Promise<PullRequestSummary> {
    const path = `pullRequests/${pullRequest.pullRequestId}`;
    const [{ value: statuses }, { value: threads }] = await Promise.all([
      get(repository, `${path}/statuses`, List(Status)),
      get(repository, `${path}/threads`, List(Thread)),
    ]);
    const shown = threads.filter(isOurs);
    return {
      address: addressOf(repository, pullRequest.pullRequestId),
      title: pullRequest.title,
      author: pullRequest.createdBy.displayName,
      status: pullRequest.status,
      isDraft: pullRequest.isDraft,
      sourceBranch: shortName(pullRequest.sourceRefName),
      targetBranch: shortName(pullRequest.targetRefName),
      statuses: latestOf(statuses),
      threadCount: shown.length,
      activeThreadCount: shown.filter(({ status }) => status === 'active').length,
    };
  }

  return {
    async listPullRequests() {
      const lists = await Promise.all(
        azureDevOps.listRepositories().map(async (repository) => {
          const { value } = await get(repository, 'pullrequests?searchCriteria.status=all&$top=100', List(PullRequest));
          return Promise.all(value.map((pullRequest) => summarise(repository, pullRequest)));
        }),
      );
      return lists.flat();
    },

    async readPullRequest(address) {
      const repository = find(address);
      if (!repository) return undefined;
      const path = `pullRequests/${address.id}`;
      const pullRequest = await get(repository, path, PullRequest);
      const [summary, { value: iterations }, { value: threads }] = await Promise.all([
        summarise(repository, pullRequest),
        get(repository, `${path}/iterations`, List(Iteration)),
        get(repository, `${path}/threads`, List(Thread)),
      ]);
      const newest = iterations.at(-1);
      return {
        ...summary,
        description: pullRequest.description ?? '',
        mergeStatus: mergeStatusOf(pullRequest.mergeStatus),
        iterations: iterations.map(({ id, createdDate, reason, commonRefCommit, sourceRefCommit }) => ({
          id,
          at: new Date(createdDate),
          reason,
          commonCommit: commonRefCommit.commitId,
          sourceCommit: sourceRefCommit.commitId,
        })),
        votes: pullRequest.reviewers.map(({ displayName, vote }) => ({ name: displayName, vote })),
        files: newest
          ? await readFiles(repository, newest.commonRefCommit.commitId, newest.sourceRefCommit.commitId)
          : [],
        threads: threads.filter(isOurs).map(viewThread),
      };
    },

    async listLedgers() {
      const summaries = await Promise.all(
        azureDevOps.listRepositories().map((repository) => readLedgerSummary(reader, repository)),
      );
      return summaries.filter((summary) => summary !== undefined);
    },

    async readReleases(address) {
      const repository = find(address);
      return repository && readReleases(reader, repository);
    },
  };
}

async function readFiles(repository: SandboxRepository, base: string, head: string): Promise<PullRequestView['files']> {
  const quiet = () => undefined;
  const log = {
    debug: quiet,
    info: quiet,
    warn: quiet,
    error: quiet,
    group: <T>(_: string, work: () => Promise<T>) => work(),
  };
  const local = await openLocalRepository({
    path: repository.gitDir,
    signal: AbortSignal.timeout(60_000),
    log,
    parsePatch,
    contextLines: CONTEXT_LINES,
  });
  try {
    return await local.readDiffs(base, head, await local.listChanges(base, head));
  } finally {
    await local.close();
  }
}

const shortName = (ref: string): string => ref.replace(/^refs\/heads\//, '');

const addressOf = ({ organisation, project, repository }: SandboxRepository, id: number): PullRequestAddress => ({
  organization: organisation,
  project,
  repository,
  id,
});

const isAt = (one: SandboxRepository, { organization, project, repository }: RepositoryAddress): boolean =>
  [
    [one.organisation, organization],
    [one.project, project],
    [one.repository, repository],
  ].every(([a, b]) => a?.toLowerCase() === b?.toLowerCase());

/** Not the service's own remarks ("Ada created the pull request"). */
const isOurs = ({ isDeleted, comments }: z.infer<typeof Thread>): boolean =>
  !isDeleted && comments.some(({ commentType }) => commentType !== 'system');

function mergeStatusOf(status: string | undefined): PullRequestView['mergeStatus'] {
  return status === 'succeeded' || status === 'conflicts' || status === 'queued' ? status : undefined;
}

function latestOf(statuses: readonly z.infer<typeof Status>[]): PullRequestSummary['statuses'] {
  const latest = new Map(statuses.map((status) => [`${status.context.genre}/${status.context.name}`, status]));
  return [...latest.values()].map(({ iterationId, state, description, context }) => ({
    iteration: iterationId,
    state,
    description,
    ...context,
  }));
}

function viewThread({ id, status, threadContext, comments }: z.infer<typeof Thread>): ThreadView {
  const known = ['active', 'fixed', 'wontFix', 'closed', 'byDesign', 'pending'] as const;
  return {
    id,
    status: known.find((name) => name === status) ?? 'unknown',
    place: threadContext ? placeOf(threadContext) : undefined,
    comments: comments.map(({ author, publishedDate, content, isDeleted }) => ({
      author: author.displayName,
      at: new Date(publishedDate),
      content,
      isDeleted,
    })),
  };
}

function placeOf(context: NonNullable<z.infer<typeof Thread>['threadContext']>): NonNullable<ThreadView['place']> {
  const { filePath, leftFileStart, leftFileEnd, rightFileStart, rightFileEnd } = context;
  const path = filePath.replace(/^\//, '');
  if (rightFileStart && rightFileEnd) return { path, range: { side: 'new', start: rightFileStart, end: rightFileEnd } };
  if (leftFileStart && leftFileEnd) return { path, range: { side: 'old', start: leftFileStart, end: leftFileEnd } };
  return { path, range: undefined };
}
