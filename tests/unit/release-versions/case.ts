import type { Strategy } from '../../../src/release/versions/decide-bumps.ts';
import type { Telling } from './change-of.ts';

/** One line of the truth table. */
export interface Case {
  readonly name: string;
  readonly previous: string | null;
  readonly strategy: Strategy;
  readonly changes: readonly (string | Telling)[];
  /** Null: nothing to release. */
  readonly expected: string | null;
  readonly because: string;
  readonly prerelease?: string;
  readonly releaseAs?: string;
  readonly taken?: readonly string[];
}
