import type { TicketStatus, Transition } from './ports.ts';
import type { StatusTarget } from './status-target.ts';
import { isNamed } from './status-target.ts';
import type { TicketRoute } from './walk-ticket.ts';

type Stuck = Extract<TicketRoute, { kind: 'stuck' }>;

const MAX_OFFERED = 20;

/** "To Do" → "In Progress" → "Done". */
export const describePath = (from: TicketStatus, path: readonly Transition[]): string =>
  [from, ...path.map(({ to }) => to)].map(({ name }) => `"${name}"`).join(' → ');

/** The route of one ticket, for the plan. */
export function describeRoute(from: TicketStatus, route: TicketRoute, target: StatusTarget): string {
  switch (route.kind) {
    case 'there':
      return route.isBeyond
        ? `stands in "${from.name}", which is beyond "${target.text}": stays there`
        : `stands in "${from.name}" already`;
    case 'go': {
      const way = describePath(from, route.path);
      return route.foreseen
        ? way
        : `${way}, and on from there: no ticket shows what is offered in "${route.path.at(-1)?.to.name ?? ''}"`;
    }
    case 'stuck':
      return describeStuck(from, route, target);
  }
}

/** Why a ticket cannot get there: what is in the way, the nearest way, what it is offered now. */
function describeStuck(
  from: TicketStatus,
  { obstacles, statuses, offered, refusals, problems }: Stuck,
  target: StatusTarget,
): string {
  const { closed, leadsBack, isTooLong, path } = obstacles;
  const reasons = [
    path === undefined
      ? `no way from "${from.name}" to "${target.text}" is known`
      : `the nearest way from "${from.name}" to "${target.text}" is ${describePath(from, path)}`,
    isTooLong ? `which takes ${path?.length ?? 0} steps, more than maxSteps leaves` : undefined,
    leadsBack ? 'which leads back, and neverBackwards is on' : undefined,
    closed.length > 0 ? `where ${closed.map(({ name }) => `"${name}"`).join(' and ')} cannot be taken` : undefined,
  ];
  const isNowhere = path === undefined && statuses.length > 0 && !statuses.some((status) => isNamed(status, target));
  const names = [...new Set(statuses.map(({ name }) => `"${name}"`))].slice(0, MAX_OFFERED).join(', ');
  const all = isNowhere ? `The statuses of its workflow: ${names}.` : undefined;
  const details = [...refusals, ...problems, all, describeOffered(offered)].filter((detail) => detail !== undefined);
  return `${reasons.filter((reason) => reason !== undefined).join(', ')}. ${details.join(' ')}`;
}

function describeOffered(offered: readonly Transition[]): string {
  if (offered.length === 0) return 'Nothing is offered there, to this account.';
  const names = offered
    .slice(0, MAX_OFFERED)
    .map(({ id, name, to }) => `"${name}" (${id}) to "${to.name}" (${to.id})`)
    .join(', ');
  return `Offered: ${names}${offered.length > MAX_OFFERED ? `, and ${offered.length - MAX_OFFERED} more` : ''}.`;
}
