import * as z from 'zod';
import { isWorkItemKey } from '../../tickets/find-keys.ts';
import { foretold } from './foretold.ts';
import { keepThreads } from './keep-threads.ts';
import type { StagingDocument } from '../ledger/ledger-documents.ts';
import { RELEASE_LABEL, vouchFor } from '../../release-mark.ts';
import { mergeDescription } from '../notes/merge-description.ts';
import { isFoot, type PullRequestText, renderPullRequestText } from '../notes/pull-request-text.ts';
import type { ReleasePullRequest, ReleasePullRequestState } from '../ports.ts';
import type { PreparedBranch } from './prepare-branch.ts';
import { findReadiness, type Readiness } from './readiness.ts';
import { notesOf, ticketsOf } from './release-notes.ts';
import type { ReleaseServices, ReleaseSettings } from '../release-services.ts';
import { ticketKeys } from '../changes/ticket-keys.ts';

/** The pull request's property: which release it is, and what we last wrote into its description. */
const PROPERTY = 'slipway.release';
const WORK_ITEM_PREFIX = 'AB#';

/** The pull request as it now is, and what it says of the release. */
export interface KeptPullRequest {
  readonly state: ReleasePullRequestState;
  readonly readiness: Readiness;
  /** True when this run wrote to it. */
  readonly changed: boolean;
}

/**
 * Creates the release pull request, or brings the one that is there up to date; what people wrote in it stays. In a dry run one
 * is there.
 */
export async function keepPullRequest(
  services: ReleaseServices,
  settings: ReleaseSettings,
  existing: ReleasePullRequestState | undefined,
  { staging, branch }: { readonly staging: StagingDocument; readonly branch: PreparedBranch },
): Promise<KeptPullRequest> {
  const { host, log, run } = services;
  const target = settings.targetBranch;
  const draft = existing ?? (await create(services, settings, { staging, branch: branch.name }));
  if (existing === undefined) log.info(`Pull request ${draft.id} was created: ${draft.webUrl}`);
  const opened = host.openPullRequest(draft.id);
  const pullRequest = settings.dryRun ? foretold(opened) : opened;
  const [state, threads, properties] = await Promise.all([
    pullRequest.readState(),
    pullRequest.listThreads(),
    pullRequest.readProperties(),
  ]);
  const readiness = findReadiness(state, threads, { target, mustMerge: staging.hotfix === undefined });
  const mark = readMark(properties[PROPERTY]);
  const runUrl = mark?.run ?? run.url;
  const text = renderText(services, settings, staging, { ...readiness, runUrl });
  // One that is gone makes the service refuse all of them with a new pull request. Only at first: people may unlink them.
  if (mark === undefined) await pullRequest.linkWorkItems(workItemsOf(staging));
  const { description } = text;
  const created = () => asCreated(state.description, createdText(services, settings, staging).description);
  const last = findOurs(state, description, mark === undefined ? [created()] : [mark.description, mark.before]);
  const written = [
    // First: a run that dies before the description is written leaves both texts to know it by.
    await keepMark(pullRequest, properties[PROPERTY], {
      schema: 1,
      component: staging.component,
      version: staging.version,
      run: runUrl,
      description,
      before: last ?? mark?.before,
    }),
    await keepDescription(pullRequest, state, { next: description, last }),
    await keepLabel(pullRequest, state),
    await keepThreads(pullRequest, threads, { overflow: text.overflow, notReady: readiness.notReady }),
    await keepVouched(pullRequest, state, { staging, branch }),
  ];
  return { state, readiness, changed: existing === undefined || written.some(Boolean) };
}

function create(
  services: ReleaseServices,
  settings: ReleaseSettings,
  { staging, branch }: { readonly staging: StagingDocument; readonly branch: string },
): Promise<ReleasePullRequestState> {
  const text = createdText(services, settings, staging);
  return services.host.createPullRequest({
    source: branch,
    target: settings.targetBranch,
    title: text.title,
    description: text.description,
    label: RELEASE_LABEL,
    workItems: workItemsOf(staging),
  });
}

const createdText = (services: ReleaseServices, settings: ReleaseSettings, staging: StagingDocument): PullRequestText =>
  renderText(services, settings, staging, { ready: true, notReady: [], runUrl: services.run.url });

/** The text of ours that is there to be replaced by `next`; none when that is there, or what is there is people's by now. */
const findOurs = (
  { description }: ReleasePullRequestState,
  next: string,
  known: readonly (string | undefined)[],
): string | undefined => known.find((one) => mergeDescription(description, one, next) !== description);

/** What a run wrote that died before it could remember it: `created` with the address of that run, in the last line. */
function asCreated(current: string, created: string): string {
  const foot = current.split('\n').at(-1) ?? '';
  const lines = created.split('\n');
  return isFoot(foot) && isFoot(lines.at(-1) ?? '') ? [...lines.slice(0, -1), foot].join('\n') : created;
}

const workItemsOf = ({ changes }: StagingDocument): readonly number[] =>
  ticketKeys(changes)
    .filter(isWorkItemKey)
    .map((key) => Number(key.slice(WORK_ITEM_PREFIX.length)));

function renderText(
  services: ReleaseServices,
  settings: ReleaseSettings,
  staging: StagingDocument,
  told: Readiness & { readonly runUrl: string },
): PullRequestText {
  const { component, version, previousVersion } = staging;
  const notes = notesOf(services, settings, staging, staging.updatedAt);
  return renderPullRequestText({ component, version, previousVersion, notes, tickets: ticketsOf(staging), ...told });
}

/** What we remember on the pull request. */
const Mark = z.object({
  schema: z.literal(1),
  component: z.string(),
  version: z.string(),
  /** The run that opened it: the description does not change with every run. */
  run: z.string(),
  /** What we last wrote, or were about to write when the run died: then the one before is there. */
  description: z.string(),
  before: z.string().optional(),
});
type Mark = z.infer<typeof Mark>;

function readMark(property: string | undefined): Mark | undefined {
  try {
    return Mark.parse(JSON.parse(property ?? ''));
  } catch {
    // None yet, or somebody else's: then nothing is known of what we wrote.
    return undefined;
  }
}

async function keepMark(pullRequest: ReleasePullRequest, have: string | undefined, mark: Mark): Promise<boolean> {
  const want = JSON.stringify(mark);
  if (have === want) return false;
  await pullRequest.writeProperty(PROPERTY, want);
  return true;
}

async function keepDescription(
  pullRequest: ReleasePullRequest,
  { description }: ReleasePullRequestState,
  { next, last }: { readonly next: string; readonly last: string | undefined },
): Promise<boolean> {
  const merged = mergeDescription(description, last, next);
  if (merged === description) return false;
  await pullRequest.writeText({ description: merged });
  return true;
}

/**
 * Says that the pull request holds what was staged and nothing else, so that it is not reviewed a second time. A hotfix was
 * merged by no pull request before: it is reviewed here.
 */
async function keepVouched(
  pullRequest: ReleasePullRequest,
  { status }: ReleasePullRequestState,
  { staging, branch }: { readonly staging: StagingDocument; readonly branch: PreparedBranch },
): Promise<boolean> {
  if (!branch.isOurs || staging.hotfix !== undefined || status !== 'active') return false;
  return pullRequest.vouch(vouchFor(staging.component, staging.version, branch.tip));
}

async function keepLabel(pullRequest: ReleasePullRequest, { labels }: ReleasePullRequestState): Promise<boolean> {
  if (labels.includes(RELEASE_LABEL)) return false;
  await pullRequest.addLabel(RELEASE_LABEL);
  return true;
}
