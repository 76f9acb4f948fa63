import { SlipwayError } from '../errors.ts';
import type { Log } from '../log.ts';
import type { Runs, TicketedPullRequest } from './ports.ts';
import type { Claim, RunIdentity } from './ticket-record.ts';
import { CLAIM_TEXT, claimOf, findClaims, isOpen, parseRecord, TICKET_PROPERTY } from './ticket-record.ts';

export interface ClaimServices {
  readonly pullRequest: TicketedPullRequest;
  readonly runs: Runs;
  readonly log: Log;
  readonly pause: (ms: number) => Promise<void>;
  readonly run: RunIdentity;
}

export type ClaimEnd =
  /** `hadDead`: a run, or a step of ours, claimed before and died; it may have created the ticket. */
  { readonly kind: 'won'; readonly hadDead: boolean } | { readonly kind: 'lost'; readonly key: string };

const POLL_MS = 2000;
/** A minute and a half: drafting and creating take less. */
const MAX_POLLS = 45;

/**
 * Claims to create the ticket of a pull request, so that simultaneous runs create one. The oldest claim of a run that
 * goes on wins; the others wait for its key. Throws TICKET_CLAIMED when it does not come.
 */
export async function claimTicket(services: ClaimServices): Promise<ClaimEnd> {
  const { pullRequest, log, pause, run } = services;
  const isOwnClaim = (claim: Claim) => claim.run !== undefined && claimOf(claim.run) === claimOf(run);
  const listClaims = async () => findClaims(await pullRequest.listThreads()).filter(isOpen);
  // A step of ours that died left it.
  const hadOwn = (await listClaims()).some(isOwnClaim);
  if (!hadOwn) {
    const properties = { [TICKET_PROPERTY]: claimOf(run) };
    await pullRequest.createThread({ content: CLAIM_TEXT, status: 'closed', properties });
  }
  for (let poll = 0; poll < MAX_POLLS; poll += 1) {
    const claims = await listClaims();
    const own = claims.find(isOwnClaim);
    // The winner writes the property before it settles its claim: read the other way round, nothing is missed.
    const key = parseRecord((await pullRequest.readProperties())[TICKET_PROPERTY]);
    if (key !== undefined) {
      if (own) await withdraw(services, own);
      return { kind: 'lost', key };
    }
    const older = claims.filter(({ threadId }) => own === undefined || threadId < own.threadId);
    if (!(await hasLive(services, older))) return { kind: 'won', hadDead: hadOwn || older.length > 0 };
    if (poll === 0) log.info('Another run is creating the ticket: waiting for it.');
    await pause(POLL_MS);
  }
  for (const claim of (await listClaims()).filter(isOwnClaim)) await withdraw(services, claim);
  throw new SlipwayError('Another run has been creating the ticket of this pull request for too long.', {
    kind: 'conflict',
    code: 'TICKET_CLAIMED',
    hint: 'Run again when the other run has ended.',
  });
}

/** Takes a claim's thread away. */
export const withdraw = ({ pullRequest }: Pick<ClaimServices, 'pullRequest'>, claim: Claim): Promise<void> =>
  pullRequest.deleteComment(claim.threadId, claim.commentId);

async function hasLive(services: ClaimServices, claims: readonly Claim[]): Promise<boolean> {
  for (const claim of claims) if (await isLive(services, claim)) return true;
  return false;
}

/**
 * Whether the run of a claim may still do what it claims. Of our own run an earlier attempt is over, and so is a step of
 * our own job: its steps follow each other.
 */
export async function isLive(
  { runs, run }: Pick<ClaimServices, 'runs' | 'run'>,
  { run: other }: Claim,
): Promise<boolean> {
  if (other === undefined) return false;
  if (other.buildId !== run.buildId) return runs.isRunning(other.buildId);
  return other.attempt >= run.attempt && other.job !== run.job;
}
