import type { Budget } from '../expressions/budget.ts';
import type { FoldedMap } from '../expressions/folded-map.ts';
import type { Value } from '../expressions/value.ts';

/** A file of a repository: `self` or an alias. */
export interface FileName {
  readonly repository: string;
  /** Absolute. */
  readonly path: string;
}

/** What `${{ }}` sees where something stands. */
export interface Scope {
  readonly parameters: FoldedMap;
  /** Grows while the variables of its level are read. */
  readonly variables: FoldedMap;
  /** Of `each`, by name in lower case. */
  readonly loops: ReadonlyMap<string, Value>;
  readonly budget: Budget;
}

/** As messages name a file. */
export const shown = ({ repository, path }: FileName): string =>
  repository === 'self' ? path : `${path}@${repository}`;
