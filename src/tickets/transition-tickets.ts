import { mapConcurrently } from '../concurrency.ts';
import { SlipwayError } from '../errors.ts';
import type { Log } from '../log.ts';
import type { Outcome } from '../outcome.ts';
import { describeRoute } from './describe-route.ts';
import type { GivenFields } from './fill-fields.ts';
import type { VersionPlan } from './fix-versions.ts';
import { describeVersion, planVersions, readVersions, warnOfVersion } from './fix-versions.ts';
import type { GatheredTicket, Trackers } from './gather-tickets.ts';
import { findRunKeys, gatherTickets, parseKeys } from './gather-tickets.ts';
import { identifyComment } from './identify-comment.ts';
import { createWorkflows } from './learn-workflow.ts';
import type { ProjectVersion, RunTickets, VersionKeeper } from './ports.ts';
import { parseTarget } from './status-target.ts';
import type { TicketResult } from './transition-outcome.ts';
import { NO_TICKETS_MOVED, renderTransition } from './transition-outcome.ts';
import type { TicketRoute, Walker } from './walk-ticket.ts';
import { createWalker } from './walk-ticket.ts';

export interface TransitionServices extends Trackers {
  readonly run: RunTickets;
  readonly log: Log;
  readonly hash: (text: string) => string;
  /** YYYY-MM-DD. */
  readonly today: () => string;
  /** The run's page: named in a version that is created, and what tells one run from another. */
  readonly runUrl: string;
}

export interface TransitionSettings {
  readonly to: string;
  /** Keys; empty: those that the run is about. */
  readonly tickets: readonly string[];
  readonly resolution: string | undefined;
  readonly fields: GivenFields;
  /** Markdown. */
  readonly comment: string | undefined;
  readonly fixVersion: string | undefined;
  readonly releaseVersion: boolean;
  readonly ifUnreachable: 'fail' | 'warn' | 'ignore';
  readonly neverBackwards: boolean;
  readonly maxSteps: number;
  readonly dryRun: boolean;
}

/** Tickets at a time; the writes to one ticket follow each other. */
const CONCURRENCY = 4;

/** One ticket with what is planned for it; a read that failed is a failed ticket, and the others go on. */
type Planned =
  | {
      readonly kind: 'planned';
      readonly gathered: GatheredTicket;
      readonly walker: Walker;
      readonly route: TicketRoute;
    }
  | {
      readonly kind: 'failed';
      readonly gathered: GatheredTicket;
      readonly error: SlipwayError;
      readonly walker?: Walker;
    };

interface Plan {
  readonly tickets: readonly Planned[];
  readonly unknown: readonly string[];
  readonly versions: readonly VersionPlan[];
}

/**
 * Moves tickets to a status, each by the shortest way of its own workflow; gives them a comment and a fix version. What
 * cannot be moved is named with what is in its way, and the others go on.
 */
export async function transitionTickets(services: TransitionServices, settings: TransitionSettings): Promise<Outcome> {
  const { jira, log, run } = services;
  const keys = settings.tickets.length > 0 ? parseKeys(settings.tickets) : await findRunKeys(jira, run, log);
  if (keys.length === 0) {
    return { kind: 'skipped', summary: 'No ticket is named by this run: nothing to move.', outputs: NO_TICKETS_MOVED };
  }
  const plan = await planTransition(services, settings, keys);
  log.info(`The plan, to "${settings.to}":\n${describePlan(plan, settings).join('\n')}`);
  const results = settings.dryRun
    ? plan.tickets.map((one) => resultOf(one, settings))
    : await applyTransition(services, settings, plan);
  if (settings.dryRun) log.info('Dry run: nothing is written.');
  // Only now: a way that could not be foreseen may have had more screens.
  const warnings = findWarnings(plan, settings);
  return renderTransition({ results, unknown: plan.unknown, warnings, settings }, log);
}

async function planTransition(
  services: TransitionServices,
  settings: TransitionSettings,
  keys: readonly string[],
): Promise<Plan> {
  const { tickets, unknown } = await gatherTickets(services, keys);
  const workflows = new Map(
    [services.jira, services.boards].flatMap((mover) => (mover ? [[mover, createWorkflows(mover)] as const] : [])),
  );
  const { neverBackwards, maxSteps, fixVersion, resolution, fields } = settings;
  const rules = {
    target: parseTarget(settings.to),
    neverBackwards,
    maxSteps,
    fields: resolution === undefined ? fields : { ...fields, resolution },
    present: fixVersion === undefined ? [] : ['fixVersions'],
  };
  const planned = await mapConcurrently(tickets, CONCURRENCY, async (gathered): Promise<Planned> => {
    const { ticket, mover } = gathered;
    try {
      const workflow = workflows.get(mover)?.(ticket);
      if (workflow === undefined) throw new Error(`No tracker was given for ${ticket.key}.`);
      const walker = createWalker({ mover, workflow }, ticket, rules);
      return { kind: 'planned', gathered, walker, route: await walker.plan() };
    } catch (error) {
      if (!(error instanceof SlipwayError)) throw error;
      return { kind: 'failed', gathered, error };
    }
  });
  return { tickets: planned, unknown, versions: await planFixVersions(services, settings, tickets) };
}

async function planFixVersions(
  { jira }: TransitionServices,
  { fixVersion: name, releaseVersion: release }: TransitionSettings,
  gathered: readonly GatheredTicket[],
): Promise<readonly VersionPlan[]> {
  if (name === undefined || jira.versions === undefined) return [];
  const tickets = gathered.filter(({ mover }) => mover === jira).map(({ ticket }) => ticket);
  return planVersions(tickets, await readVersions(jira.versions, tickets, name), { name, release });
}

function describePlan({ tickets, unknown, versions }: Plan, { to, fixVersion = '' }: TransitionSettings): string[] {
  return [
    ...tickets.map((one) => {
      const { ticket, askedAs } = one.gathered;
      const name = askedAs === ticket.key ? ticket.key : `${ticket.key} (was ${askedAs})`;
      const fate = one.kind === 'failed' ? one.error.message : describeRoute(ticket.status, one.route, parseTarget(to));
      return `- ${name}: ${fate}`;
    }),
    ...unknown.map((key) => `- ${key}: not known, or not to be seen by this account`),
    ...versions.flatMap((version) => describeVersion(version, fixVersion)).map((line) => `- ${line}`),
  ];
}

function findWarnings(
  { tickets, versions }: Plan,
  { fields, fixVersion = '', dryRun }: TransitionSettings,
): readonly string[] {
  const going = tickets.flatMap((one) => (one.kind === 'planned' && one.route.kind === 'go' ? [one] : []));
  const isKnown = going.length > 0 && !(dryRun && going.some(({ route }) => route.kind === 'go' && !route.foreseen));
  const unused = Object.keys(fields).filter((name) => !going.some(({ walker }) => walker.usedFields().has(name)));
  return [
    ...versions.flatMap((version) => warnOfVersion(version, fixVersion) ?? []),
    ...(isKnown ? unused.map((name) => `No screen on the way has the field ${name}: it is not set.`) : []),
  ];
}

async function applyTransition(
  services: TransitionServices,
  settings: TransitionSettings,
  plan: Plan,
): Promise<readonly TicketResult[]> {
  const { versions: keeper } = services.jira;
  const versions = keeper ? await createVersions(services, keeper, plan.versions, settings) : [];
  const results = await mapConcurrently(plan.tickets, CONCURRENCY, async (one): Promise<TicketResult> => {
    if (one.kind === 'failed') return resultOf(one, settings);
    try {
      for (const { version, add } of versions) {
        if (add.includes(one.gathered.ticket.key)) await keeper?.addFixVersion(one.gathered.ticket.key, version);
      }
      const route = await one.walker.walk();
      const result = resultOf({ ...one, route }, settings);
      if (result.kind !== 'failed' && !result.isBeyond) await comment(services, settings, one.gathered);
      return result;
    } catch (error) {
      if (!(error instanceof SlipwayError)) throw error;
      return resultOf({ ...one, kind: 'failed', error }, settings);
    }
  });
  const hasFault = results.some((result) => result.kind === 'failed' && result.isFault);
  const areThrough = results.every(({ kind }) => kind !== 'failed') && plan.unknown.length === 0;
  const mayRelease = !hasFault && (settings.ifUnreachable !== 'fail' || areThrough);
  for (const { version, release } of versions) {
    if (release && mayRelease) await keeper?.releaseVersion(version, { date: services.today() });
    else if (release) services.log.warn(`The version ${version.name} is not released: not all tickets went through.`);
  }
  return results;
}

interface UsableVersion {
  readonly version: ProjectVersion;
  readonly add: readonly string[];
  readonly release: boolean;
}

async function createVersions(
  { runUrl }: TransitionServices,
  keeper: VersionKeeper,
  plans: readonly VersionPlan[],
  { fixVersion: name = '' }: TransitionSettings,
): Promise<readonly UsableVersion[]> {
  const usable: UsableVersion[] = [];
  for (const { project, existing, add, release } of plans) {
    if (add.length === 0 && !release) continue;
    const version =
      existing ?? (await keeper.createVersion(project, { name, description: `Created by ${runUrl}`.slice(0, 1000) }));
    usable.push({ version, add, release });
  }
  return usable;
}

/** Once for each time that the ticket gets there: a run that died after the move is made up for. */
async function comment(
  { hash, log, runUrl }: TransitionServices,
  { comment: text, to }: TransitionSettings,
  { ticket, mover }: GatheredTicket,
): Promise<void> {
  if (text === undefined) return;
  const visit = await mover.readVisit(ticket.key);
  const wanted = identifyComment({ text, to, visit, runUrl }, hash);
  if (await mover.putComment(ticket.key, wanted)) log.info(`${ticket.key}: commented.`);
}

function resultOf(one: Planned, { to }: TransitionSettings): TicketResult {
  const { ticket, askedAs } = one.gathered;
  const about = { key: ticket.key, askedAs, title: ticket.title, url: ticket.url, from: ticket.status.name };
  const taken = one.walker?.taken().map(({ name }) => name) ?? [];
  const status = one.walker?.status() ?? ticket.status;
  const stands = { to: status.name, steps: taken };
  if (one.kind === 'failed') {
    return { ...about, ...stands, kind: 'failed', reason: one.error.message, isFault: true };
  }
  const { route } = one;
  const reason = describeRoute(status, route, parseTarget(to));
  switch (route.kind) {
    case 'there':
      return {
        ...about,
        ...stands,
        kind: taken.length > 0 ? 'moved' : 'alreadyThere',
        isBeyond: route.isBeyond,
        reason,
      };
    case 'go':
      return {
        ...about,
        kind: 'moved',
        to: route.path.at(-1)?.to.name ?? '',
        steps: route.path.map(({ name }) => name),
        isBeyond: false,
        reason,
      };
    case 'stuck':
      return { ...about, ...stands, kind: 'failed', reason, isFault: false };
  }
}
