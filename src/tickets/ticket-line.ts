import type { PullRequest } from '../pull-request.ts';
import type { KeyOptions } from './find-keys.ts';
import { findTicketKeys } from './find-keys.ts';

/** What Azure DevOps takes as a description. */
const MAX_DESCRIPTION = 4000;

/**
 * The description with a line for the keys that neither it nor the title names; undefined when there is nothing to add,
 * or no room for it: what people wrote is never cut.
 */
export function planDescription(
  { title, description }: Pick<PullRequest, 'title' | 'description'>,
  keys: readonly string[],
  options: KeyOptions,
): string | undefined {
  const texts = [
    { source: 'title', text: title },
    { source: 'description', text: description },
  ] as const;
  const named = new Set(findTicketKeys(texts, options).map(({ key }) => key));
  // A line of ours may stand where no key is looked for, as in a code block that was never closed.
  const lines = new Set(description.split('\n').map((line) => line.trim()));
  const missing = keys.filter((key) => !named.has(key) && !lines.has(lineOf([key])));
  if (missing.length === 0 || lines.has(lineOf(missing))) return undefined;
  const added = [description.trimEnd(), lineOf(missing)].filter((part) => part !== '').join('\n\n');
  return added.length <= MAX_DESCRIPTION ? added : undefined;
}

const lineOf = (keys: readonly string[]): string => `Ticket: ${keys.join(', ')}`;
