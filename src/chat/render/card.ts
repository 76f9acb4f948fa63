import type { RunFacts } from './facts.ts';

/** A question with buttons. All strings are outside text, as they are, unless they say Markdown. */
export interface CardFacts {
  /** What the card is about; without it the question itself is the heading. */
  readonly heading?: string | undefined;
  readonly question: string;
  /** Markdown. */
  readonly details?: string | undefined;
  readonly run?: RunFacts | undefined;
  /** Further facts, for the small print. */
  readonly facts?: readonly string[] | undefined;
  /** Who may answer, for people. */
  readonly deciders?: readonly string[] | undefined;
  readonly deadline?: Date | undefined;
  /** At most 25. */
  readonly buttons: readonly CardButton[];
}

export interface CardButton {
  /** Unique in the card; at most 255 characters. */
  readonly actionId: string;
  readonly label: string;
  /** At most 2,000 characters; never cut. */
  readonly value?: string | undefined;
  /** Left out, with its button when that has no value, unless it is http(s). */
  readonly url?: string | undefined;
  readonly style?: 'primary' | 'danger' | undefined;
}

/** How a question ended. */
export type CardEnd =
  | {
      readonly kind: 'decided';
      /** As the button said it. */
      readonly choice: string;
      readonly by: string;
      readonly at: Date;
      readonly reason?: string | undefined;
      /** Where, when it was not here: `Azure DevOps`. */
      readonly place?: string | undefined;
    }
  /** `choice`: what was taken for an answer. */
  | { readonly kind: 'timedOut'; readonly at: Date; readonly choice?: string | undefined }
  /** The run was cancelled. */
  | { readonly kind: 'cancelled'; readonly at: Date }
  /** Anything else that takes the question back: a new attempt of the stage, for example. */
  | { readonly kind: 'closed'; readonly at: Date; readonly why: string };

/** An approval that a stage waits for. */
export interface ApprovalFacts {
  readonly stage: string;
  readonly environments?: readonly string[] | undefined;
  /** What would be deployed: `billing-api 1.4.0`. */
  readonly subject?: string | undefined;
  readonly pipeline?: string | undefined;
  readonly run: RunFacts;
  /** Whom the run was started for. */
  readonly requester?: string | undefined;
  /** Of the check; Markdown. */
  readonly instructions?: string | undefined;
  readonly approvers?: readonly string[] | undefined;
  readonly deadline?: Date | undefined;
  readonly buttons: readonly CardButton[];
}

/** The card of an approval. */
export function describeApproval(facts: ApprovalFacts): CardFacts {
  const {
    stage,
    environments = [],
    subject,
    pipeline,
    run,
    requester,
    instructions,
    approvers,
    deadline,
    buttons,
  } = facts;
  const place = environments.length === 0 ? stage : environments.slice(0, 3).join(', ');
  return {
    heading: `Approval needed: ${place}`,
    question: subject === undefined ? `May the stage ${stage} start?` : `May ${subject} go to ${place}?`,
    details: instructions,
    run,
    facts: [
      ...(pipeline === undefined ? [] : [pipeline]),
      ...(environments.length === 0 ? [] : [`stage ${stage}`]),
      ...(requester === undefined ? [] : [`for ${requester}`]),
    ],
    deciders: approvers,
    deadline,
    buttons,
  };
}
