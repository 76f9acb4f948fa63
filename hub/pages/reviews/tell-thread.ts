import type { Told } from '../../parts/tone.ts';

/** What became of a finding, by the status of its thread; undefined has none. */
export function tellThread(status: string | undefined): Told {
  switch (status) {
    case undefined:
      return { tone: 'quiet', words: 'No thread' };
    case 'active':
    case 'pending':
      return { tone: 'busy', words: status === 'active' ? 'Active' : 'Pending' };
    case 'fixed':
      return { tone: 'good', words: 'Fixed' };
    case 'wontFix':
      return { tone: 'warning', words: "Won't fix" };
    case 'byDesign':
      return { tone: 'warning', words: 'By design' };
    case 'closed':
      return { tone: 'quiet', words: 'Closed' };
    default:
      return { tone: 'quiet', words: status };
  }
}
