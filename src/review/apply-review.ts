import type { Log } from '../log.ts';
import type { Iteration, PullRequestHost, Seal } from './ports.ts';
import type { NewThread, PullRequest, Thread } from '../pull-request.ts';
import {
  BLOCKING_PROPERTY,
  FINDING_PROPERTY,
  RECORD_PROPERTY,
  RUN_PROPERTY,
  STATUS_NAME,
  SUMMARY_PROPERTY,
  writeRecord,
} from './review-record.ts';
import type { ReviewPlan } from './review-plan.ts';

interface Services {
  readonly host: PullRequestHost;
  readonly seal: Seal;
  readonly log: Log;
  readonly runUrl?: string;
  /** Keeps the review elsewhere. Where the record stands, it was kept or could not be. */
  readonly keep: () => Promise<void>;
}

/**
 * Writes a plan. The record comes before the vote and the status, so that a run that dies in between is finished by the
 * next without asking the model again; the status comes last, because it is what opens a gate.
 */
export async function applyReview(
  { host, seal, log, runUrl, keep }: Services,
  { pullRequest, iteration }: { readonly pullRequest: PullRequest; readonly iteration: Iteration },
  plan: ReviewPlan,
): Promise<void> {
  const created: Thread[] = [];
  const create = async (thread: NewThread) => created.push(await host.createThread(ofRun(thread, runUrl)));
  for (const thread of plan.threads) await create(thread);
  for (const id of plan.settle) await host.setThreadStatus(id, 'fixed');
  for (const id of plan.reopen) await host.setThreadStatus(id, 'active');
  switch (plan.summary.kind) {
    case 'create':
      await create(plan.summary.thread);
      break;
    case 'edit':
      await host.editComment(plan.summary.threadId, plan.summary.commentId, plan.summary.content);
      break;
    case 'keep':
      break;
  }
  if (created.length > 0) await removeDoubles(host, created, log);
  await keep();
  if (plan.record) await host.writeProperty(RECORD_PROPERTY, writeRecord(plan.record, pullRequest, seal));
  if (plan.vote !== undefined) await host.vote(plan.vote);
  if (plan.status) {
    await host.postStatus({
      name: STATUS_NAME,
      iteration: iteration.id,
      ...plan.status,
      ...(runUrl === undefined ? {} : { targetUrl: runUrl }),
    });
  }
}

const ofRun = (thread: NewThread, runUrl: string | undefined): NewThread =>
  runUrl === undefined ? thread : { ...thread, properties: { ...thread.properties, [RUN_PROPERTY]: runUrl } };

/**
 * Two runs at once may both post a finding. Each looks again after posting and takes back its own threads that have an
 * older twin: ids grow, so both agree on which one stays.
 */
async function removeDoubles(host: PullRequestHost, created: readonly Thread[], log: Log): Promise<void> {
  const keyOf = ({ properties }: Thread) =>
    (properties[FINDING_PROPERTY] && `${properties[FINDING_PROPERTY]} ${properties[BLOCKING_PROPERTY]}`) ??
    (properties[SUMMARY_PROPERTY] && 'summary');
  const standing = (await host.listThreads()).filter((thread) => thread.isOwn && !thread.isDeleted);
  for (const thread of created) {
    const key = keyOf(thread);
    const twin = standing.find((other) => other.id < thread.id && key !== undefined && keyOf(other) === key);
    if (!twin) continue;
    log.info(`Thread ${thread.id} says the same as thread ${twin.id} of another run and is taken back.`);
    for (const comment of thread.comments) await host.deleteComment(thread.id, comment.id);
  }
}
