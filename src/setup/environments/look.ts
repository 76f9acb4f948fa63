import { SlipwayError } from '../../errors.ts';

/** What was read, or why it could not be: the two are never mixed up. */
export type Look<Value> =
  | { readonly status: 'seen'; readonly value: Value }
  | { readonly status: 'unseen'; readonly why: string; readonly hint: string | undefined };

export const seen = <Value>(value: Value): Look<Value> => ({ status: 'seen', value });

/** Reads; a failure that was foreseen is told, anything else is a bug and thrown. */
export async function look<Value>(read: () => Promise<Value>): Promise<Look<Value>> {
  try {
    return seen(await read());
  } catch (error) {
    if (!(error instanceof SlipwayError)) throw error;
    return { status: 'unseen', why: error.message, hint: error.hint };
  }
}
