import { PipelineInvalid } from '../plan.ts';
import { Budget } from './budget.ts';
import type { RuntimeContext } from './context.ts';
import { contextValues } from './context-values.ts';
import { toBoolean } from './convert.ts';
import { evaluateExpression } from './evaluate-expression.ts';
import { ExpressionInvalid } from './expression-invalid.ts';
import { FUNCTIONS } from './functions.ts';
import { parseExpression } from './parse-expression.ts';
import { callStatus } from './status-functions.ts';
import type { Value } from './value.ts';
import { vocabularyOf } from './vocabulary.ts';

/**
 * Whether a step, job or stage runs; without a text `succeeded()` is asked. Throws PipelineInvalid for a text that is no
 * expression or cannot be evaluated.
 */
export function evaluateCondition(text: string | undefined, context: RuntimeContext): boolean {
  return toBoolean(evaluate(text ?? 'succeeded()', context, 'condition'));
}

/**
 * The value of the text between `$[` and `]`; `textOf` writes it as a variable's. Throws PipelineInvalid like
 * evaluateCondition. Status functions are for conditions only.
 */
export function evaluateRuntimeExpression(text: string, context: RuntimeContext): Value {
  return evaluate(text, context, 'variable');
}

function evaluate(text: string, context: RuntimeContext, use: 'condition' | 'variable'): Value {
  try {
    const values = contextValues(context);
    const budget = new Budget();
    return evaluateExpression(parseExpression(text, vocabularyOf(context.kind, use)), {
      valueOf: (name) => values.get(name) ?? null,
      call: (name, parameters) =>
        callStatus(name, context, parameters) ?? FUNCTIONS.get(name)?.run(parameters, budget) ?? null,
      budget,
    });
  } catch (error) {
    if (error instanceof ExpressionInvalid) throw new PipelineInvalid(error.message);
    throw error;
  }
}
