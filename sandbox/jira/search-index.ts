import type { Issue } from './documents.ts';

interface Snapshot {
  readonly at: number;
  readonly issue: Issue;
}

/** What a search sees: changes of the last `delayMs` sandbox milliseconds are not in it yet. */
export class SearchIndex {
  #delayMs = 0;
  readonly #snapshots = new Map<string, readonly Snapshot[]>();

  /** From here on; the issues are seen as they are now. */
  delayBy(ms: number, issues: readonly Issue[]): void {
    this.#delayMs = ms;
    this.#snapshots.clear();
    if (ms === 0) return;
    for (const issue of issues) this.#snapshots.set(issue.id, [{ at: 0, issue: structuredClone(issue) }]);
  }

  note(issue: Issue, now: Date): void {
    if (this.#delayMs === 0) return;
    const known = this.#snapshots.get(issue.id) ?? [];
    // Only the newest of those that are seen by now can ever be needed again.
    const needed = Math.max(
      0,
      known.findLastIndex(({ at }) => at <= now.getTime() - this.#delayMs),
    );
    this.#snapshots.set(issue.id, [...known.slice(needed), { at: now.getTime(), issue: structuredClone(issue) }]);
  }

  /** The issue as a search sees it; undefined when it does not see it yet. */
  seen(issue: Issue, now: Date): Issue | undefined {
    if (this.#delayMs === 0) return issue;
    return this.#snapshots.get(issue.id)?.findLast(({ at }) => at <= now.getTime() - this.#delayMs)?.issue;
  }
}
