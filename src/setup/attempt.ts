import { SlipwayError } from '../errors.ts';
import type { Finding, Looked } from './finding.ts';

/** What a look gave, or why it gave nothing. */
export type Attempt<Value> = { readonly value: Value } | { readonly error: SlipwayError };

/** Looks; a failure that was foreseen is kept, anything else (a bug, the end of a cancelled run) is thrown. */
export async function attempt<Value>(look: () => Promise<Value>): Promise<Attempt<Value>> {
  try {
    return { value: await look() };
  } catch (error) {
    if (!(error instanceof SlipwayError)) throw error;
    return { error };
  }
}

export const valueOf = <Value>(attempted: Attempt<Value>): Value | undefined =>
  'value' in attempted ? attempted.value : undefined;

const AGAIN = 'Run this task again; if it stays, look at the page of that service which tells how it is.';

/** What could not be read is never called in order. */
export const unreadFinding = (looked: Looked, { message, hint }: SlipwayError): Finding => ({
  ...looked,
  status: 'unknown',
  detail: message,
  remedy: hint ?? AGAIN,
});

/** As `unreadFinding`, but a refusal that people can mend is a problem: whatever uses the connection ends the same. */
export const refusedFinding = (looked: Looked, error: SlipwayError): Finding => ({
  ...unreadFinding(looked, error),
  status: error.kind === 'auth' || error.kind === 'input' ? 'problem' : 'unknown',
});
