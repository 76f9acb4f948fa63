import { releaseTrailer } from '../changes/own-release.ts';
import type { StagingDocument } from '../ledger/ledger-documents.ts';
import type { History } from '../ports.ts';

/** More commits than anybody puts on a hotfix after it was opened. */
const MAX_STEPS = 100;

/**
 * The notes file as it was before we wrote the release into it, when more was staged on top since: then the section is
 * written anew. Undefined when nothing is to be written anew, and when somebody has edited the file meanwhile.
 */
export async function readEarlierNotes(
  history: Pick<History, 'readCommit' | 'readFile'>,
  notesFile: string,
  { component, version, hotfix, commit: pinned }: StagingDocument,
): Promise<string | undefined> {
  if (hotfix === undefined || pinned === null) return undefined;
  const trailer = releaseTrailer(component, version);
  let id: string | undefined = pinned;
  for (let steps = 0; id !== undefined && steps < MAX_STEPS; steps += 1) {
    const { body, parents }: { readonly body: string; readonly parents: readonly string[] } =
      await history.readCommit(id);
    const [parent] = parents;
    if (body.split('\n').includes(trailer)) {
      const untouched = (await history.readFile(id, notesFile)) === (await history.readFile(pinned, notesFile));
      return id !== pinned && untouched && parent !== undefined ? history.readFile(parent, notesFile) : undefined;
    }
    id = parent;
  }
  return undefined;
}
