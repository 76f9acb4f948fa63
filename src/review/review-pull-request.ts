import { SlipwayError } from '../errors.ts';
import type { Log } from '../log.ts';
import type { Effort, Model } from '../model.ts';
import type { Outcome } from '../outcome.ts';
import { applyReview } from './apply-review.ts';
import { hasAnswers } from './count-answers.ts';
import type { Examination } from './examine-changes.ts';
import { examineChanges } from './examine-changes.ts';
import type { Severity } from './finding.ts';
import { keepReview, type KeptReview, recallFindings, type ReviewLedger } from './keep-review.ts';
import { renderReview, type ReviewedFinding } from './review-document.ts';
import { judgeOldThreads } from './judge-old-threads.ts';
import type { ChangeSource, Hash, Iteration, PullRequestHost, Seal } from './ports.ts';
import type { PullRequest } from '../pull-request.ts';
import { PROMPT_VERSION } from './prompt.ts';
import { describeFinding, describePlan } from './describe-plan.ts';
import { NO_RESULT, renderOutcome } from './review-outcome.ts';
import { passRelease } from './pass-release.ts';
import { findNewestStatus } from './plan-status.ts';
import { claimsRelease, kindOf, type PullRequestKind, recogniseRelease } from './recognise-release.ts';
import { parseRecord, RECORD_PROPERTY, STATUS_NAME } from './review-record.ts';
import type { ReviewRecord } from './review-record.ts';
import type { Marks, ReviewPlan, ReviewRules } from './review-plan.ts';
import { isEmpty, isSummarised, planReview, planUnchanged } from './review-plan.ts';

export interface ReviewServices {
  readonly host: PullRequestHost;
  /** Where the commits of this iteration can be read. */
  readonly openSource: (iteration: Iteration, pullRequest: PullRequest) => Promise<ChangeSource>;
  readonly model: Model;
  readonly hash: Hash;
  readonly seal: Seal;
  readonly log: Log;
  /** The run's page, linked from the status. */
  readonly runUrl?: string;
  /** The ledger of a repository, where the hub reads reviews; there is none outside of Azure DevOps. */
  readonly ledgerOf?: (repositoryId: string) => ReviewLedger;
}

export interface ReviewSettings extends ReviewRules {
  readonly effort: Effort;
  readonly instructionsFile: string;
  readonly include: readonly string[];
  readonly exclude: readonly string[];
  readonly minimumSeverity: Severity;
  readonly dryRun: boolean;
}

/**
 * Reviews one pull request: gathers what stands there, looks at the change unless the last complete review still holds,
 * plans what to write, writes it. A fault leaves an `error` status behind and is thrown: nothing that went wrong ends as
 * approved.
 */
export async function reviewPullRequest(services: ReviewServices, settings: ReviewSettings): Promise<Outcome> {
  const { host, log } = services;
  const pullRequest = await host.readPullRequest();
  log.info(`Pull request ${pullRequest.id}: ${pullRequest.title}`);
  if (pullRequest.status !== 'active') {
    const summary = `Pull request ${pullRequest.id} is ${pullRequest.status}: nothing to review.`;
    return { kind: 'skipped', summary, outputs: { pullRequestKind: 'closed' } };
  }
  const iteration = await host.readNewestIteration();
  try {
    return await reviewUnlessRelease(services, settings, pullRequest, iteration);
  } catch (error) {
    if (!settings.dryRun) await reportFault(services, iteration, error);
    throw error;
  }
}

async function reviewUnlessRelease(
  services: ReviewServices,
  settings: ReviewSettings,
  pullRequest: PullRequest,
  iteration: Iteration,
): Promise<Outcome> {
  const { host, log } = services;
  let kind: PullRequestKind = kindOf(pullRequest);
  if (claimsRelease(pullRequest)) {
    const [own, statuses] = await Promise.all([host.readOwnId(), host.listStatuses()]);
    const recognised = recogniseRelease(pullRequest, { iteration, statuses, own });
    if (recognised.isVouched) return passRelease(services, pullRequest, { iteration, statuses }, settings.dryRun);
    log.info(`It has the label of a release, and is reviewed all the same: ${recognised.why}.`);
    kind = recognised.kind;
  }
  const outcome = await reviewIteration(services, settings, pullRequest, iteration);
  return { ...outcome, outputs: { ...outcome.outputs, pullRequestKind: kind } };
}

async function reviewIteration(
  services: ReviewServices,
  settings: ReviewSettings,
  pullRequest: PullRequest,
  iteration: Iteration,
): Promise<Outcome> {
  const source = await services.openSource(iteration, pullRequest);
  // A draft takes no votes.
  const rules = pullRequest.isDraft ? { ...settings, vote: 'none' as const } : settings;
  try {
    return await reviewSource(services, rules, { pullRequest, iteration, source });
  } finally {
    await source.close();
  }
}

interface Subject {
  readonly pullRequest: PullRequest;
  readonly iteration: Iteration;
  readonly source: ChangeSource;
}

async function reviewSource(
  services: ReviewServices,
  settings: ReviewSettings,
  { pullRequest, iteration, source }: Subject,
): Promise<Outcome> {
  const { hash, log, model } = services;
  const marks = await readMarks(services, { pullRequest, iteration }, settings);
  const guidance = await readText(source, iteration.targetCommit, settings.instructionsFile);
  const attributes = await readText(source, iteration.targetCommit, '.gitattributes');
  const key = settingsKey(settings, [model.name, guidance, attributes], hash);
  if (marks.record && holds(marks.record, marks, key, settings)) {
    const plan = planUnchanged(marks, marks.record, settings);
    const commit = iteration.sourceCommit.slice(0, 8);
    log.info(`Commit ${commit} was reviewed completely before: the model is not asked again.`);
    const ledger = services.ledgerOf?.(pullRequest.repositoryId);
    // Whoever tells of this run, in Slack say, names the findings as the run did that made them.
    const recalled = ledger && (await recallFindings(ledger, pullRequest, iteration.sourceCommit));
    return finish({ services, settings, pullRequest, iteration, plan, recalled, costUsd: 0 });
  }
  log.info(describeRules(settings.instructionsFile, guidance));
  const asked = await withdrawApproval(services, settings, marks);
  const change = { ...settings, guidance, title: pullRequest.title, description: pullRequest.description };
  const commits = { base: iteration.commonCommit, head: iteration.sourceCommit, target: iteration.targetCommit };
  const examination = await examineChanges({ source, model, hash, log }, { ...change, ...commits });
  for (const finding of examination.findings) log.info(describeFinding(finding));
  for (const { reported, reason } of examination.unplaced) log.info(`No line for "${reported.title}": ${reason}.`);
  const old = await judgeOldThreads(source, marks.threads, examination, { head: commits.head, hash });
  const plan = planReview(asked, { ...examination, ...old, settings: key }, settings, hash);
  return finish({ services, settings, pullRequest, iteration, plan, examination, costUsd: examination.usage.costUsd });
}

/** True when the last complete review was of these commits, with these settings, and its summary is there. */
function holds(record: ReviewRecord, marks: Marks, key: string, settings: ReviewSettings): boolean {
  const { sourceCommit, commonCommit } = marks.iteration;
  const sameCommits = record.commit === sourceCommit && record.base === commonCommit;
  return sameCommits && record.settings === key && isSummarised(marks, sourceCommit, settings);
}

const describeRules = (file: string, guidance: string | undefined): string =>
  guidance === undefined
    ? `No rules: the target branch has no file ${file || '(none named)'}.`
    : `Rules: ${file} of the target branch, ${guidance.length} characters.`;

/** An approving vote of before says nothing of this commit, and must not outlive a fault or a cancelled run. */
async function withdrawApproval({ host }: ReviewServices, settings: ReviewSettings, marks: Marks): Promise<Marks> {
  if (marks.ownVote <= 0 || settings.vote === 'none' || settings.dryRun) return marks;
  await host.vote(0);
  return { ...marks, ownVote: 0 };
}

interface Finish {
  readonly services: ReviewServices;
  readonly settings: ReviewSettings;
  readonly pullRequest: PullRequest;
  readonly iteration: Iteration;
  readonly plan: ReviewPlan;
  readonly examination?: Examination;
  /** What the examination of before found, when there is none now. */
  readonly recalled?: readonly ReviewedFinding[] | undefined;
  readonly costUsd: number | undefined;
}

async function finish(ended: Finish): Promise<Outcome> {
  const { services, settings, iteration, plan } = ended;
  const { status } = await services.host.readPullRequest();
  if (status !== 'active') {
    return {
      kind: 'skipped',
      summary: `Pull request ${ended.pullRequest.id} was ${status} meanwhile: nothing is written.`,
    };
  }
  const newest = await services.host.readNewestIteration();
  if (newest.id !== iteration.id) return superseded(ended, newest);
  if (settings.dryRun) services.log.info(`Dry run, nothing is written. The plan:\n${describePlan(plan)}`);
  else if (isEmpty(plan)) await keepAnswers(ended);
  else await applyReview({ ...services, keep: () => keep(ended) }, ended, plan);
  return renderOutcome({ ...ended, failOn: settings.failOn });
}

/** What people answered may be all that is new: the pull request has it, the hub reads it in the ledger. */
async function keepAnswers(ended: Finish): Promise<void> {
  ended.services.log.info('Nothing new to write.');
  if (hasAnswers(ended.plan.answers)) await keep(ended);
}

async function keep({ services, pullRequest, iteration, plan, examination, costUsd }: Finish): Promise<void> {
  const ledger = services.ledgerOf?.(pullRequest.repositoryId);
  if (ledger === undefined) return;
  const { verdict, answers } = plan;
  const kept: KeptReview =
    examination === undefined
      ? { kind: 'judgedAnew', commit: iteration.sourceCommit, verdict, answers }
      : {
          kind: 'reviewed',
          document: renderReview({
            ...examination,
            iteration,
            verdict,
            answers,
            costUsd,
            at: ledger.now().toISOString(),
          }),
        };
  await keepReview(ledger, pullRequest, kept);
}

/** What was found belongs to an older update: whoever reviews the newest one speaks for the pull request. */
function superseded({ pullRequest, iteration }: Finish, newest: Iteration): Outcome {
  const summary = `Pull request ${pullRequest.id} was pushed to while update ${iteration.id} was reviewed: nothing is written, update ${newest.id} needs a run of its own.`;
  return { kind: 'warned', summary, outputs: NO_RESULT };
}

/** Everything of ours, and what the service says of the iteration. */
async function readMarks(
  { host, seal }: ReviewServices,
  { pullRequest, iteration }: Pick<Subject, 'pullRequest' | 'iteration'>,
  { vote }: ReviewSettings,
): Promise<Marks> {
  const [changes, threads, statuses, properties, ownVote] = await Promise.all([
    host.listIterationChanges(iteration.id),
    host.listThreads(),
    host.listStatuses(),
    host.readProperties(),
    vote === 'none' ? (0 as const) : host.readOwnVote(),
  ]);
  return {
    iteration,
    changes,
    threads,
    statuses,
    ownVote,
    record: parseRecord(properties[RECORD_PROPERTY], pullRequest, seal),
  };
}

/** A file of the target branch: a pull request cannot change the rules it is judged by. */
async function readText(source: ChangeSource, target: string, path: string): Promise<string | undefined> {
  if (path === '') return undefined;
  const content = await source.tree(target).read(path.replace(/^\/+/, ''));
  return content.kind === 'text' ? content.text : undefined;
}

/** Everything but the commits that decides what a review finds and leaves. */
function settingsKey(settings: ReviewSettings, others: readonly (string | undefined)[], hash: Hash): string {
  const { effort, include, exclude, minimumSeverity, comments, maxComments } = settings;
  const own = [effort, include, exclude, minimumSeverity, comments, maxComments];
  return hash(JSON.stringify([PROMPT_VERSION, own, others.map((one) => one ?? null)])).slice(0, 20);
}

/** Says on the pull request that the review could not run. Best effort: the fault itself is what the run reports. */
async function reportFault({ host, log, runUrl }: ReviewServices, iteration: Iteration, fault: unknown): Promise<void> {
  const reason = fault instanceof SlipwayError ? fault.message : 'an unexpected failure, see the log of the run';
  const description = `Not reviewed: ${reason}`.slice(0, 200);
  try {
    const statuses = await host.listStatuses();
    const newest = findNewestStatus(statuses, iteration.id);
    if (newest?.state === 'error' && newest.description === description) return;
    await host.postStatus({
      name: STATUS_NAME,
      iteration: iteration.id,
      state: 'error',
      description,
      ...(runUrl ? { targetUrl: runUrl } : {}),
    });
  } catch (error) {
    log.debug(`The status could not be posted either: ${error instanceof Error ? error.message : String(error)}`);
  }
}
