/** How something stands, for the mark beside its words. */
export type Tone = 'good' | 'bad' | 'warning' | 'busy' | 'quiet';

export interface Told {
  readonly tone: Tone;
  readonly words: string;
}

/** What a run, stage or deployment came to, in the words of Azure DevOps' own pages; undefined has not ended. */
export function tellResult(result: string | undefined): Told {
  switch (result) {
    case undefined:
      return { tone: 'busy', words: 'Running' };
    case 'succeeded':
      return { tone: 'good', words: 'Succeeded' };
    case 'succeededWithIssues':
    case 'partiallySucceeded':
      return { tone: 'warning', words: 'Succeeded with issues' };
    case 'failed':
      return { tone: 'bad', words: 'Failed' };
    case 'abandoned':
      return { tone: 'bad', words: 'Abandoned' };
    case 'canceled':
      return { tone: 'quiet', words: 'Cancelled' };
    case 'skipped':
      return { tone: 'quiet', words: 'Skipped' };
    case 'rolledBack':
      return { tone: 'warning', words: 'Rolled back to' };
    default:
      return { tone: 'quiet', words: result };
  }
}
