import { findTicketKeys, type FoundKey, type KeyText } from '../../tickets/find-keys.ts';
import type { SourceChange } from './group-changes.ts';

/** More than anybody reads of one change, and enough for a squash that lists its commits. */
const MAX_INNER = 500;

/** The tickets that a change names anywhere: branch, title, description, messages, linked work items. */
export function findChangeKeys(
  { commit, pullRequest, inner }: SourceChange,
  known: ReadonlySet<string> | undefined,
): readonly FoundKey[] {
  const message = ({ subject, body }: SourceChange['commit']): KeyText => ({
    source: 'commit',
    text: `${subject}\n\n${body}`,
  });
  const said: readonly KeyText[] =
    pullRequest === undefined
      ? []
      : [
          { source: 'branch', text: pullRequest.sourceRef.replace(/^refs\/heads\//, '') },
          { source: 'title', text: pullRequest.title },
          { source: 'description', text: pullRequest.description },
          ...pullRequest.workItems.map((id): KeyText => ({ source: 'workItem', text: String(id) })),
        ];
  return findTicketKeys([...said, message(commit), ...inner.slice(0, MAX_INNER).map(message)], { known });
}
