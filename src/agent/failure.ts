import { inspect } from 'node:util';
import { type ErrorKind, SlipwayError } from '../errors.ts';

/** How a task failed, in words for its user. */
export interface Failure {
  readonly kind: ErrorKind | 'cancelled';
  readonly code: string;
  readonly message: string;
  readonly hint?: string | undefined;
}

/** What a thrown value means. After a cancellation everything thrown is its consequence. */
export function describeFailure(error: unknown, cancelled: boolean): Failure {
  if (cancelled) return { kind: 'cancelled', code: 'CANCELLED', message: 'Cancelled before the end.' };
  if (error instanceof SlipwayError) {
    return { kind: error.kind, code: error.code, message: error.message, hint: error.hint };
  }
  return {
    kind: 'internal',
    code: 'INTERNAL',
    message: `Unexpected failure in the extension: ${describeThrown(error)}`,
    hint: 'Run again with system diagnostics and report it with the log.',
  };
}

/** Libraries throw anything. */
export function describeThrown(error: unknown): string {
  if (error instanceof Error) return error.message;
  return typeof error === 'string' ? error : inspect(error);
}

/** The stack of what was thrown and of its causes, for the debug log. */
export function describeStack(error: unknown): string {
  const stacks: string[] = [];
  for (let cause = error; cause !== undefined && stacks.length < 6;) {
    stacks.push(cause instanceof Error ? (cause.stack ?? cause.message) : describeThrown(cause));
    cause = cause instanceof Error ? cause.cause : undefined;
  }
  return stacks.join('\nCaused by: ');
}
