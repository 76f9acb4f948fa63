import { cutLine } from './person.ts';

const LONGEST_COMMENT = 1_500;
/** A name has no brackets, so that the first ones hold the identity: nobody is called what follows them. */
const OURS = /^(?:Approved|Rejected) by ([^()]{1,200}\([^()]{1,200}\)) in Slack through Slipway(?:: (.*))?$/su;

/** What is kept in Azure DevOps beside the identity of the token: who really decided, and why. */
export const commentOf = (status: 'approved' | 'rejected', person: string, reason: string | undefined): string =>
  cutLine(
    `${status === 'approved' ? 'Approved' : 'Rejected'} by ${person} in Slack through Slipway${reason === undefined ? '' : `: ${reason}`}`,
    LONGEST_COMMENT,
  );

/** Who decided by such a comment, and why. Anybody who may approve can write one: say whose it is beside it. */
export function readComment(
  comment: string,
): { readonly person: string; readonly reason: string | undefined } | undefined {
  const [, person, reason] = OURS.exec(comment) ?? [];
  return person === undefined ? undefined : { person, reason };
}
