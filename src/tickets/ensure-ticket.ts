import type { Log } from '../log.ts';
import type { Model } from '../model.ts';
import type { Outcome } from '../outcome.ts';
import type { PullRequest } from '../pull-request.ts';
import { isReleasePullRequest, RELEASE_LABEL } from '../release-mark.ts';
import { escapeLine } from '../review/markdown.ts';
import { isAuthorAmong } from './author-pattern.ts';
import { claimTicket, isLive } from './claim-ticket.ts';
import { MAX_DIFF } from './draft-prompt.ts';
import type { DraftedTicket } from './draft-ticket.ts';
import { draftTicket } from './draft-ticket.ts';
import type { GatheredChange } from './gather-change.ts';
import { gatherChange, ticketUnknown } from './gather-change.ts';
import type { CreationPlan } from './plan-creation.ts';
import { planCreation } from './plan-creation.ts';
import type { Runs, Ticket, TicketCreator, TicketedPullRequest, TicketReader } from './ports.ts';
import { applySettlement, describeSettlement, planSettlement } from './settle-ticket.ts';
import type { Claim, RunIdentity } from './ticket-record.ts';
import { findClaims, isOpen } from './ticket-record.ts';

export interface EnsureServices {
  readonly jira: TicketCreator;
  /** Undefined: linked work items are believed to be there. */
  readonly boards: TicketReader | undefined;
  readonly pullRequest: TicketedPullRequest;
  readonly runs: Runs;
  readonly run: RunIdentity;
  readonly model: Model | undefined;
  readonly log: Log;
  readonly pause: (ms: number) => Promise<void>;
}

export interface EnsureSettings {
  /** Key; needed only when a ticket may be created. */
  readonly project: string;
  readonly issueType: string;
  readonly createIfMissing: boolean;
  readonly skipAuthors: readonly string[];
  /** Keys of projects whose tickets count; empty: all. */
  readonly projects: readonly string[];
  readonly linkPullRequest: boolean;
  readonly dryRun: boolean;
}

/** The outputs while there is no ticket, and when there will be none. */
export const NO_TICKET: Readonly<Record<string, string>> = { tickets: '', createdTicket: '' };

/** What a search for a ticket just created may be behind. */
const MAX_LOOKS = 4;
const LOOK_MS = 3000;

/**
 * Makes sure that a pull request has a ticket: finds the one it names, else creates exactly one, whichever run dies and
 * however many run at once; links both.
 */
export async function ensureTicket(services: EnsureServices, settings: EnsureSettings): Promise<Outcome> {
  const { log } = services;
  const read = await services.pullRequest.readPullRequest();
  log.info(`Pull request ${read.id}: ${read.title}`);
  const reason = findReasonToSkip(read, settings) ?? (await findRelease(services, read));
  if (reason !== undefined) return { kind: 'skipped', summary: reason, outputs: NO_TICKET };
  const change = await gatherChange(services, read, settings.projects);
  const { tickets, workItems, unknown } = change;
  for (const key of unknown) log.info(`${key} is not there, or may not be seen by the account of the connection.`);
  if (tickets.length > 0 || workItems.length > 0) return settle(services, settings, change, undefined);
  if (unknown.length > 0) throw ticketUnknown(unknown);
  if (!settings.createIfMissing) {
    const summary = `Pull request ${read.id} names no ticket, and createIfMissing is off: none is created.`;
    return { kind: 'skipped', summary, outputs: NO_TICKET };
  }
  return create(services, settings, change);
}

function findReasonToSkip({ id, author, status }: PullRequest, { skipAuthors }: EnsureSettings): string | undefined {
  if (status === 'abandoned') return `Pull request ${id} is abandoned: it needs no ticket.`;
  return isAuthorAmong(author, skipAuthors)
    ? `Pull request ${id} is by ${author}, who is among skipAuthors: it needs no ticket.`
    : undefined;
}

/** What a release carries has its tickets; the release itself needs none. */
async function findRelease({ pullRequest }: EnsureServices, read: PullRequest): Promise<string | undefined> {
  if (!read.labels.includes(RELEASE_LABEL) || !isReleasePullRequest(read, await pullRequest.readOwnId()))
    return undefined;
  return `Pull request ${read.id} carries a release, whose changes have their tickets: it needs none of its own.`;
}

async function create(services: EnsureServices, settings: EnsureSettings, change: GatheredChange): Promise<Outcome> {
  const { jira, log } = services;
  const creation = await planCreation(jira, settings);
  const mark = { globalId: change.pullRequest.webUrl };
  const [marked] = await jira.findByMark(creation.project, mark);
  if (marked !== undefined) return adopt(services, settings, change, { key: marked, isNew: !(await isTold(services)) });
  if (settings.dryRun) return foretell(services, change, creation);
  const claim = await claimTicket(services);
  if (claim.kind === 'lost') return adopt(services, settings, change, { key: claim.key, isNew: false });
  const found = await findMarked(services, creation, mark, claim.hadDead ? MAX_LOOKS : 1);
  if (found !== undefined) return adopt(services, settings, change, { key: found, isNew: true });
  const { summary, description } = await writeDraft(services, change);
  const key = await jira.createTicket({
    project: creation.project,
    typeId: creation.type.id,
    summary,
    description: creation.hasDescription ? description : undefined,
    fields: creation.fields,
    labels: creation.labels,
    mark,
  });
  log.info(`Created ${key}: ${summary}`);
  return adopt(services, settings, change, { key, isNew: true });
}

/** Whether the run that created it told so, or lives and will: what was created is told once. */
async function isTold(services: EnsureServices): Promise<boolean> {
  const claims = findClaims(await services.pullRequest.listThreads());
  for (const claim of claims) if (!isOpen(claim) || (await isLive(services, claim))) return true;
  return false;
}

/** A search may be behind, so who takes over from a run that died looks more than once. */
async function findMarked(
  { jira, pause }: EnsureServices,
  { project }: CreationPlan,
  mark: { readonly globalId: string },
  looks: number,
): Promise<string | undefined> {
  for (let look = 1; look <= looks; look += 1) {
    const [key] = await jira.findByMark(project, mark);
    if (key !== undefined) return key;
    if (look < looks) await pause(LOOK_MS);
  }
  return undefined;
}

async function writeDraft(
  { model, log, pullRequest }: EnsureServices,
  { pullRequest: read, commits }: GatheredChange,
): Promise<DraftedTicket> {
  const diff = model && (await pullRequest.readDiff(MAX_DIFF));
  return draftTicket({ model, log }, { pullRequest: read, commits, diff });
}

async function foretell(services: EnsureServices, change: GatheredChange, creation: CreationPlan): Promise<Outcome> {
  const { project, type } = creation;
  const draft = await writeDraft(services, change);
  const lines = [`- create a ${type.name} in ${project}: ${draft.summary}`, '- link it with the pull request'];
  services.log.info(`Dry run, nothing is written. The plan:\n${lines.join('\n')}\n${draft.description}`);
  return {
    kind: 'succeeded',
    summary: `A ${type.name} would be created in ${project}: ${draft.summary}`,
    outputs: NO_TICKET,
    result: { schema: 1, tickets: [], created: null, wouldCreate: { project, type: type.name, ...draft } },
  };
}

/** Goes on with the ticket that was created for this change; `isNew`: no run has told it yet. */
async function adopt(
  services: EnsureServices,
  settings: EnsureSettings,
  change: GatheredChange,
  { key, isNew }: { readonly key: string; readonly isNew: boolean },
): Promise<Outcome> {
  const { jira, pullRequest } = services;
  const lookup = (await jira.readTickets([key])).get(key);
  if (lookup?.kind !== 'found') throw ticketUnknown([key]);
  // Drafting takes a while: what people wrote meanwhile is not overwritten.
  const [read, threads] = await Promise.all([pullRequest.readPullRequest(), pullRequest.listThreads()]);
  const adopted: GatheredChange = {
    ...change,
    pullRequest: read,
    claims: findClaims(threads),
    tickets: [lookup.ticket],
    created: lookup.ticket,
    recorded: isNew ? change.recorded : key,
  };
  return settle(services, settings, adopted, isNew ? lookup.ticket : undefined);
}

async function settle(
  services: EnsureServices,
  settings: EnsureSettings,
  change: GatheredChange,
  createdNow: Ticket | undefined,
): Promise<Outcome> {
  const { log } = services;
  const over: Claim[] = [];
  for (const claim of change.claims) if (!isOpen(claim) || !(await isLive(services, claim))) over.push(claim);
  const settlement = planSettlement({ ...change, claims: over, linkPullRequest: settings.linkPullRequest });
  const lines = describeSettlement(settlement);
  if (settings.dryRun) log.info(`Dry run, nothing is written. The plan:\n${lines.join('\n') || '- nothing to write'}`);
  else await applySettlement(services, settlement);
  return renderOutcome(change, createdNow);
}

function renderOutcome({ pullRequest, tickets, workItems, unknown }: GatheredChange, created?: Ticket): Outcome {
  const keys = [...tickets.map(({ key }) => key), ...workItems];
  const named = keys.slice(0, 20).join(', ');
  const summary = created
    ? `Ticket ${created.key} was created for pull request ${pullRequest.id}.`
    : `Pull request ${pullRequest.id} has ${keys.length === 1 ? 'the ticket' : 'the tickets'} ${named}.`;
  return {
    kind: 'succeeded',
    summary,
    outputs: { tickets: keys.join(','), createdTicket: created?.key ?? '' },
    result: {
      schema: 1,
      tickets: tickets.map(({ key, title, type, url, status }) => ({ key, title, type, url, status: status.name })),
      workItems,
      unknown,
      created: created?.key ?? null,
    },
    markdown: tickets.map(({ key, url, title }) => `- [${key}](${url}) ${escapeLine(title)}`).join('\n'),
  };
}
