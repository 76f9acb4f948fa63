import path from 'node:path';
import { createRestChangeSource } from '../../src/clients/azure-devops/rest-change-source.ts';
import type { AzureDevOpsClient } from '../../src/clients/azure-devops/azure-devops-client.ts';
import { gitNetwork } from '../../src/clients/git/git-network.ts';
import { openReviewRepository } from '../../src/clients/git/open-review-repository.ts';
import type { TaskContext } from '../../src/agent/run-task.ts';
import { SlipwayError } from '../../src/errors.ts';
import { parsePatch } from '../../src/review/parse-diff.ts';
import type { ChangeSource, Iteration } from '../../src/review/ports.ts';
import type { PullRequest } from '../../src/pull-request.ts';
import { CONTEXT_LINES } from '../../src/review/ports.ts';

type Context = Pick<TaskContext<unknown>, 'job' | 'log' | 'network' | 'signal'>;

/**
 * Git when the agent has a clone of this repository and can get the commits, else REST. The commits of the iteration are
 * what counts, so whatever was checked out will do: a merge preview, a branch, one commit deep.
 */
export async function openChangeSource(
  context: Context,
  client: AzureDevOpsClient,
  iteration: Iteration,
  pullRequest: PullRequest,
): Promise<ChangeSource> {
  const { job, log, signal } = context;
  const folder = path.join(job.tempDirectory, 'slipway');
  const rest = () =>
    createRestChangeSource({ client, repositoryId: pullRequest.repositoryId, contextLines: CONTEXT_LINES });
  const clone = pullRequest.repositoryId === job.repositoryId ? job.sourcesDirectory : undefined;
  const repository =
    clone === undefined
      ? undefined
      : await openReviewRepository({
          checkout: clone,
          url: pullRequest.cloneUrl,
          authorization: `Bearer ${job.token}`,
          network: await gitNetwork(context.network, pullRequest.cloneUrl, folder),
          folder,
          signal,
          log,
          parsePatch,
          contextLines: CONTEXT_LINES,
        });
  if (!repository) {
    log.info('There is no clone of this repository here: its files are read over REST.');
    return rest();
  }
  try {
    await repository.ensureCommits([iteration.commonCommit, iteration.sourceCommit, iteration.targetCommit]);
    return repository;
  } catch (error) {
    await repository.close();
    signal.throwIfAborted();
    if (!(error instanceof SlipwayError)) throw error;
    log.info(`${error.message} Its files are read over REST.`);
    return rest();
  }
}
