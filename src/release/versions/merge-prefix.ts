const AZURE = /^\s*merged pr (\d{1,9}):\s*/i;
const MERGE = /^\s*merge pull request [#!]?(\d{1,9}) from\b/i;
/** Nobody merges deeper than this; a subject of nothing but prefixes must not take long. */
const MAX_PREFIXES = 20;

export interface Unprefixed {
  /** The subject without what the merge put before it. */
  readonly subject: string;
  /** Ids of the prefixes, the outermost first. */
  readonly pullRequests: readonly number[];
}

/** Takes `Merged PR 7: Merged PR 5: ` off a subject: what Azure Repos writes before the title of a pull request. */
export function stripMergePrefixes(text: string): Unprefixed {
  let subject = text.trim();
  const pullRequests: number[] = [];
  for (let count = 0; count < MAX_PREFIXES; count += 1) {
    const found = AZURE.exec(subject);
    if (found === null) break;
    pullRequests.push(Number(found[1]));
    subject = subject.slice(found[0].length);
  }
  return { subject: subject.trim(), pullRequests };
}

/** The id in `Merge pull request 12 from ...`, whose title is the next line that says something. */
export function findMergedId(subject: string): number | undefined {
  const found = MERGE.exec(subject);
  return found === null ? undefined : Number(found[1]);
}
