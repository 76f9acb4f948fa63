import type { NewRun, RunHost } from '../../release/run/ports.ts';
import { readApprovals } from './approvals.ts';
import type { AzureDevOpsClient } from './azure-devops-client.ts';
import { addTag, cancelRun, listRuns, readRun, readTimeline, type FoundRun } from './builds.ts';
import { findPipelines, queueRun, readPipeline, readTip } from './pipelines.ts';
import { reconciled } from '../http/reconciled.ts';
import { readOwnId } from './reviewers.ts';

/** The pipelines of the client's project on Azure DevOps. */
export function createRunHost(client: AzureDevOpsClient): RunHost {
  const findQueued = async (run: NewRun, newestKnown: number) => {
    const [own, found] = await Promise.all([readOwnId(client), listRuns(client, run.pipelineId, run.branch)]);
    // The oldest: what came later, others of ours may have queued.
    return found.findLast((one) => one.run.id > newestKnown && isOf(one, run, own))?.run.id;
  };

  return {
    findPipelines: (name) => findPipelines(client, name),
    readPipeline: (id) => readPipeline(client, id),
    readTip: (repositoryId, ref) => readTip(client, repositoryId, ref),
    listRuns: async (pipelineId, branch) => (await listRuns(client, pipelineId, branch)).map(({ run }) => run),
    readRun: (id) => readRun(client, id),
    readTimeline: (id) => readTimeline(client, id),
    readApprovals: (ids) => readApprovals(client, ids),
    queue: (run, newestKnown) =>
      reconciled({
        write: () => queueRun(client, run),
        find: () => findQueued(run, newestKnown),
        pause: (ms) => client.pause(ms),
      }),
    findQueued,
    addTag: (id, tag) => addTag(client, id, tag),
    cancel: (id) => cancelRun(client, id),
  };
}

/** Queued in our name with just this; the service may have added defaults to the parameters. */
function isOf({ run, requesters }: FoundRun, wanted: NewRun, own: string): boolean {
  const given = new Map(Object.entries(run.parameters).map(([name, value]) => [name.toLowerCase(), value]));
  return (
    requesters.some((id) => id.toLowerCase() === own.toLowerCase()) &&
    (wanted.commit === undefined || run.commit === wanted.commit) &&
    Object.entries(wanted.parameters).every(
      ([name, value]) => given.get(name.toLowerCase())?.toLowerCase() === value.toLowerCase(),
    )
  );
}
