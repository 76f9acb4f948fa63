import { ExpressionInvalid } from '../expressions/expression-invalid.ts';
import { parseExpression } from '../expressions/parse-expression.ts';
import { vocabularyOf } from '../expressions/vocabulary.ts';
import { PipelineInvalid } from '../plan.ts';
import { refuse, unsupported, type Place } from './node.ts';
import { opened, type Open } from './open.ts';
import { readText } from './read.ts';

/** Refuses a value that is a runtime expression and cannot be read. */
export function checkRuntimeText(value: string, place: Place): void {
  const [, text] = /^\s*\$\[([^]*)\]\s*$/.exec(value) ?? [];
  if (text === undefined) return;
  if (/\bcounter\s*\(/i.test(text)) unsupported(place, "the function 'counter'");
  check(text, { kind: 'job', use: 'variable' }, (reason) => refuse(place, reason));
}

/** `condition:` of a stage or a job; undefined for an empty one. Throws PipelineInvalid when it cannot be read. */
export function readCondition(open: Open | undefined, kind: 'stage' | 'job'): string | undefined {
  return conditionOf(open, kind, (reason, place) => refuse(place, reason));
}

/** `condition:` of a step, which the agent evaluates. `step`: `Job A: Step b`. */
export function readStepCondition(open: Open | undefined, step: string): string | undefined {
  return conditionOf(open, 'step', (reason, _place, text) => {
    throw new PipelineInvalid(`${step} specifies condition ${text} which is not valid. Reason: ${reason}`);
  });
}

type Refuse = (reason: string, place: Place, text: string) => never;

function conditionOf(open: Open | undefined, kind: 'stage' | 'job' | 'step', refused: Refuse): string | undefined {
  const text = readText(open)?.trim();
  if (open === undefined || text === undefined || text === '') return undefined;
  const { place } = opened(open).node;
  check(text, { kind, use: 'condition' }, (reason) => refused(reason, place, text));
  return text;
}

function check(
  text: string,
  { kind, use }: { kind: 'stage' | 'job' | 'step'; use: 'condition' | 'variable' },
  refused: (reason: string) => never,
): void {
  try {
    parseExpression(text, vocabularyOf(kind, use));
  } catch (error) {
    if (error instanceof ExpressionInvalid) refused(error.message);
    throw error;
  }
}
