import type { RuntimeContext } from './context.ts';
import { FUNCTIONS } from './functions.ts';
import type { Vocabulary } from './parse-expression.ts';
import { statusArities } from './status-functions.ts';

/** What an expression of the run may name: a step's sees its variables only, status functions are for conditions only. */
export function vocabularyOf(kind: RuntimeContext['kind'], use: 'condition' | 'variable'): Vocabulary {
  const status = use === 'condition' ? statusArities(kind) : [];
  const values = kind === 'step' ? ['variables'] : ['variables', 'dependencies', 'stagedependencies'];
  return { functions: new Map([...FUNCTIONS, ...status]), values: new Set(values) };
}
