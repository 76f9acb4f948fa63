import type { Log } from '../log.ts';
import { stripInvisible } from '../neutralise.ts';
import type { PullRequest } from '../pull-request.ts';
import { maskSecretsIn } from '../review/mask-secrets.ts';
import { withdraw } from './claim-ticket.ts';
import { isIssueKey } from './find-keys.ts';
import type { Ticket, TicketCreator, TicketedPullRequest, TicketLink } from './ports.ts';
import type { Claim } from './ticket-record.ts';
import { createdText, isOpen, TICKET_PROPERTY, writeRecord } from './ticket-record.ts';
import { planDescription } from './ticket-line.ts';

/** What is there of a change's tickets, and what is still to be written. */
export interface Settlement {
  /** The key to remember on the pull request; undefined when it is remembered, or nothing was created. */
  readonly record: string | undefined;
  readonly edit: { readonly claim: Claim; readonly text: string } | undefined;
  readonly withdraw: readonly Claim[];
  readonly links: readonly { readonly key: string; readonly link: TicketLink }[];
  readonly description: string | undefined;
}

interface State {
  readonly pullRequest: PullRequest;
  readonly tickets: readonly Ticket[];
  /** The ticket that was created for this change, by this run or an earlier one. */
  readonly created: Ticket | undefined;
  readonly recorded: string | undefined;
  /** Claims that nobody works on any more; ours is one of them. */
  readonly claims: readonly Claim[];
  readonly known: ReadonlySet<string>;
  readonly linkPullRequest: boolean;
}

/** Nobody puts more tickets into one pull request; all the more links would only be noise on them. */
const MAX_LINKS = 50;

/** Pure: with everything in place it is empty but for the links, which are compared where they are. */
export function planSettlement(state: State): Settlement {
  const { pullRequest, tickets, created, recorded, claims, linkPullRequest } = state;
  const text = created && createdText(created.key, created.url);
  const told = claims.some((claim) => claim.text === text);
  const open = claims.filter(isOpen);
  // The newest is ours, when this run claimed.
  const claim = told || text === undefined ? undefined : open.at(-1);
  const issues = tickets.filter(({ key }) => isIssueKey(key)).slice(0, MAX_LINKS);
  return {
    record: created && created.key !== recorded ? created.key : undefined,
    edit: claim && text !== undefined ? { claim, text } : undefined,
    withdraw: open.filter((one) => one !== claim),
    links: linkPullRequest ? issues.map(({ key }) => ({ key, link: linkTo(pullRequest) })) : [],
    description: linkPullRequest
      ? planDescription(
          pullRequest,
          issues.map(({ key }) => key),
          { known: state.known },
        )
      : undefined,
  };
}

function linkTo({ id, title, webUrl }: PullRequest): TicketLink {
  const line = maskSecretsIn(stripInvisible(title)).replace(/\s+/g, ' ').trim();
  return { globalId: webUrl, url: webUrl, title: `Pull request ${id}: ${line}`.slice(0, 240) };
}

/** For the log, one line a write. */
export function describeSettlement({ record, edit, withdraw: taken, links, description }: Settlement): string[] {
  return [
    ...(record === undefined ? [] : [`- remember ${record} on the pull request`]),
    ...(edit === undefined ? [] : [`- thread ${edit.claim.threadId}: tell the ticket`]),
    ...taken.map(({ threadId }) => `- thread ${threadId}: take back`),
    ...links.map(({ key }) => `- ${key}: link the pull request, unless it is`),
    ...(description === undefined ? [] : ["- name the ticket in the pull request's description"]),
  ];
}

interface Services {
  readonly jira: TicketCreator;
  readonly pullRequest: TicketedPullRequest;
  readonly log: Log;
}

/** The record first: with it no run ever creates a second ticket. */
export async function applySettlement({ jira, pullRequest, log }: Services, settlement: Settlement): Promise<void> {
  const { record, edit, links, description } = settlement;
  if (record !== undefined) await pullRequest.writeProperty(TICKET_PROPERTY, writeRecord(record));
  if (edit) await pullRequest.editComment(edit.claim.threadId, edit.claim.commentId, edit.text);
  for (const claim of settlement.withdraw) await withdraw({ pullRequest }, claim);
  for (const { key, link } of links) if (await jira.putLink(key, link)) log.info(`${key}: linked the pull request.`);
  if (description !== undefined) await pullRequest.writeDescription(description);
}
