import type { ReleaseDocument } from '../ledger/ledger-documents.ts';
import { hasRelease, renameRelease } from '../notes/changelog.ts';
import type { ReleaseServices, ReleaseSettings } from '../release-services.ts';
import { formatTag } from '../versions/tag-format.ts';

/**
 * The changelog with the last release under the version that it got in the end, when it was opened under one that others
 * claimed. Their own section of that version stays theirs.
 */
export async function mendNotes(
  { history, host }: Pick<ReleaseServices, 'history' | 'host'>,
  { tagFormat, notesFile }: ReleaseSettings,
  latest: ReleaseDocument | undefined,
  text: string | undefined,
): Promise<string | undefined> {
  if (latest?.openedAs === undefined || text === undefined || notesFile === undefined) return text;
  const { component, version, openedAs } = latest;
  const name = formatTag(tagFormat, openedAs, component);
  const tag = (await host.listTags(name)).find((one) => one.name === name);
  if (tag !== undefined) {
    await history.fetchHistory([tag.commit]);
    if (hasRelease((await history.readFile(tag.commit, notesFile)) ?? '', openedAs)) return text;
  }
  return renameRelease(text, openedAs, version);
}
