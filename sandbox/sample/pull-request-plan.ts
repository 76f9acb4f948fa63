import type { Edit } from './commits.ts';
import type { Person } from './people.ts';

/** A pull request as data: what its branch changes, and what a good reviewer must find in it. */
export interface PullRequestPlan {
  readonly key: string;
  readonly branch: string;
  readonly title: string;
  readonly description: string;
  readonly author: Person;
  readonly what: string;
  /** The id of the commit of main that it branches off; its newest one when undefined. */
  readonly from?: string;
  readonly commits: readonly {
    readonly subject: string;
    readonly at: string;
    /** Files moved before anything else. */
    readonly moves?: readonly { readonly from: string; readonly to: string }[];
    /** Files of sandbox/sample/files/pulls/<key> that this commit brings. */
    readonly brings?: readonly string[];
    readonly edits?: readonly Edit[];
  }[];
  /** The text whose first line must be commented on; it stands in the file exactly once. */
  readonly problems: readonly { readonly path: string; readonly text: string; readonly what: string }[];
}
