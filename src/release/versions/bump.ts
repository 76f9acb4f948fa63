import type { Bump } from '../ledger/ledger-documents.ts';
import { BUMPS } from '../ledger/ledger-documents.ts';

/** A bump with its reason: `minor: feat(api) in pull request 77`. */
export interface Reason {
  readonly bump: Bump;
  readonly because: string;
}

export const rankOf = (bump: Bump): number => BUMPS.indexOf(bump);

/** The first of the highest; undefined for an empty list. */
export const highest = <T extends { readonly bump: Bump }>(reasons: readonly T[]): T | undefined =>
  reasons.reduce<T | undefined>(
    (best, one) => (best === undefined || rankOf(one.bump) > rankOf(best.bump) ? one : best),
    undefined,
  );

export const because = (bump: Bump, reason: string): Reason => ({ bump, because: `${bump}: ${reason}` });
