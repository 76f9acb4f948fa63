import type { LedgerChange } from '../ledger/ledger-documents.ts';

/** A release as its notes tell it. */
export interface ReleaseFacts {
  readonly component: string;
  readonly version: string;
  readonly previousVersion: string | null;
  /** `YYYY-MM-DD`. */
  readonly date: string;
  /** The oldest first. */
  readonly changes: readonly LedgerChange[];
  /** Shows the difference to the previous version. */
  readonly compareUrl?: string | undefined;
  readonly pullRequestUrl?: ((id: number) => string) | undefined;
}

export const count = (number: number, noun: string): string => `${number} ${noun}${number === 1 ? '' : 's'}`;
