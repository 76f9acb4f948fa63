import { SlipwayError } from '../errors.ts';
import {
  type DocumentDecision,
  type DocumentServices,
  fetchDocument,
  updateDocument,
} from '../release/ledger/update-document.ts';
import {
  type FindingAnswers,
  ReviewDocument,
  type ReviewedFinding,
  reviewPath,
  saysTheSame,
} from './review-document.ts';
import type { Verdict } from './verdict.ts';

export interface ReviewLedger extends DocumentServices {
  readonly now: () => Date;
  /** That writes. */
  readonly run: { readonly id: number };
}

/** What is to be kept: a new review, or what people's answers made of the last one. */
export type KeptReview =
  | { readonly kind: 'reviewed'; readonly document: ReviewDocument }
  | {
      readonly kind: 'judgedAnew';
      readonly commit: string;
      readonly verdict: Verdict;
      readonly answers: FindingAnswers;
    };

interface Subject {
  readonly repositoryId: string;
  readonly id: number;
}

/**
 * Keeps the review of a pull request in the ledger, where the hub reads it. The pull request itself has everything, so
 * what cannot be written here is a warning.
 */
export async function keepReview(
  services: ReviewLedger,
  { repositoryId, id }: Subject,
  kept: KeptReview,
): Promise<void> {
  try {
    const place = placeOf({ repositoryId, id });
    await updateDocument(services, place, (current) => decide(current, kept, { id, run: services.run.id }));
  } catch (error) {
    services.log.warn(`The review is not in the ledger, so the hub does not show it: ${describe(error)}`);
  }
}

/** What the kept review of this commit found; undefined when another commit's is kept, none is, or it cannot be read. */
export async function recallFindings(
  services: ReviewLedger,
  subject: Subject,
  commit: string,
): Promise<readonly ReviewedFinding[] | undefined> {
  try {
    const document = await fetchDocument(services, placeOf(subject));
    return document?.commit === commit ? document.findings : undefined;
  } catch (error) {
    services.log.warn(`What was found before cannot be read from the ledger: ${describe(error)}`);
    return undefined;
  }
}

const placeOf = ({ repositoryId, id }: Subject) => ({ path: reviewPath(repositoryId, id), shape: ReviewDocument });

function describe(error: unknown): string {
  const { message, hint = '' } = error instanceof SlipwayError ? error : { message: String(error) };
  return `${message} ${hint}`.trim();
}

function decide(
  current: ReviewDocument | undefined,
  kept: KeptReview,
  { id, run }: { readonly id: number; readonly run: number },
): DocumentDecision<ReviewDocument, undefined> {
  const document = next(current, kept);
  if (document === undefined) return { kind: 'keep', value: undefined };
  const message = `Review of pull request ${id}, update ${document.iteration}: ${document.verdict}`;
  return { kind: 'write', document: { ...document, run }, message, value: undefined };
}

/** Undefined when nothing is to be written: a later update was reviewed meanwhile, or it says this already. */
function next(current: ReviewDocument | undefined, kept: KeptReview): ReviewDocument | undefined {
  switch (kept.kind) {
    case 'judgedAnew':
      return judgeAnew(current, kept);
    case 'reviewed': {
      const { document } = kept;
      if (current === undefined) return document;
      return current.iteration > document.iteration || saysTheSame(current, document) ? undefined : document;
    }
  }
}

function judgeAnew(
  current: ReviewDocument | undefined,
  { commit, verdict, answers }: Extract<KeptReview, { readonly kind: 'judgedAnew' }>,
): ReviewDocument | undefined {
  if (current?.commit !== commit) return undefined;
  const document = { ...current, verdict, answers };
  return saysTheSame(current, document) ? undefined : document;
}
