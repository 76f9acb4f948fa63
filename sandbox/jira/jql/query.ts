/** A JQL query as it was read. */

export interface Operand {
  readonly kind: 'text' | 'empty' | 'function';
  readonly text: string;
  /** Of a function; none by default. */
  readonly given?: readonly string[];
}

export type Operator = '=' | '!=' | '<' | '>' | '<=' | '>=' | '~' | '!~' | 'in' | 'not in' | 'is' | 'is not';

export interface Term {
  readonly kind: 'term';
  /** As written. */
  readonly field: string;
  readonly operator: Operator;
  /** One, but for lists. */
  readonly operands: readonly Operand[];
}

export type Clause =
  | Term
  | { readonly kind: 'and' | 'or'; readonly parts: readonly Clause[] }
  | { readonly kind: 'not'; readonly part: Clause };

export interface Sort {
  readonly field: string;
  readonly isDescending: boolean;
}

export interface Query {
  /** Undefined for a query without a restriction. */
  readonly where: Clause | undefined;
  readonly orderBy: readonly Sort[];
}
