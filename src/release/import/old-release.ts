/** A ticket as the first system kept it; null is not told. */
export interface OldTicket {
  /** `ABC-12`, or `AB#12` for a work item of Azure Boards. */
  readonly key: string;
  readonly title: string | null;
  readonly type: string | null;
  readonly url: string | null;
  readonly status: string | null;
}

interface Common {
  readonly component: string;
  readonly version: string;
  /** UTC, as `Date.toISOString` writes it. */
  readonly startedAt: string;
  /** Each key once. */
  readonly tickets: readonly OldTicket[];
  /** Where it was read, for people: the file, and the place in it when it holds several. */
  readonly origin: string;
}

/** One release of the first system. Moments are UTC, as `Date.toISOString` writes them. */
export type OldRelease =
  | (Common & { readonly kind: 'staging'; readonly updatedAt: string })
  | (Common & { readonly kind: 'released'; readonly releasedAt: string });

/** Something that cannot be understood, and what to do about it. */
export interface ImportProblem {
  readonly file: string;
  /** `[3].tickets[0].url`; empty: the file as a whole. */
  readonly field: string;
  /** What is wrong and how to mend it. Text from outside in it is quoted and cut. */
  readonly text: string;
}

export interface ReadReleases {
  readonly releases: readonly OldRelease[];
  readonly problems: readonly ImportProblem[];
}
