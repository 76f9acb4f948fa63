import type { Identity } from '../documents.ts';
import { invalidArgument, RestError } from '../errors.ts';
import { findStep, type ApprovalPlace } from './approvals.ts';
import { isOpen } from './decide-approval.ts';

const ASSEMBLY = 'Microsoft.Azure.Pipelines.Approval.WebApi';

interface Verdict {
  readonly status: 'approved' | 'rejected' | 'deferred';
  readonly comment?: string | null | undefined;
  /** When an approval counts, in the future. */
  readonly deferredTo?: string | null | undefined;
}

/** Decides the step that somebody has in an approval; throws 400 where it has ended and 403 for who has no step open. */
export function decideOn(approval: ApprovalPlace, who: Identity, { status, comment, deferredTo }: Verdict): void {
  const now = approval.place.world.clock.now();
  if (!isOpen(approval.progress))
    throw new RestError(
      400,
      'ApprovalAlreadyCompletedException',
      `The approval ${approval.id} is ${approval.progress.status} and can no longer be updated.`,
      { assembly: ASSEMBLY },
    );
  const step = findStep(approval, who);
  if (step === undefined)
    throw new RestError(
      403,
      'ApprovalUnauthorizedException',
      `${who.displayName} is not authorised to update the approval ${approval.id}.`,
      { assembly: ASSEMBLY },
    );
  const later = laterOf(status, deferredTo ?? undefined, now);
  approval.save({
    approverId: step,
    byId: who.id,
    status: status === 'rejected' ? 'rejected' : 'approved',
    comment: comment ?? '',
    at: now.toISOString(),
    ...(later === undefined ? {} : { deferredTo: later }),
  });
}

/** From when on an approval counts; undefined: from now on. */
function laterOf(status: Verdict['status'], deferredTo: string | undefined, now: Date): string | undefined {
  if (deferredTo === undefined) {
    if (status === 'deferred') throw invalidArgument('A deferred approval needs deferredTo.');
    return undefined;
  }
  if (status === 'rejected') throw invalidArgument('A rejection cannot be deferred.');
  if (new Date(deferredTo) <= now) throw invalidArgument(`deferredTo must be in the future, not ${deferredTo}.`);
  return new Date(deferredTo).toISOString();
}
