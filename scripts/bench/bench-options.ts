/** How much is measured: all of it, or a sample that takes a minute and only shows that nothing is far off. */
export interface BenchOptions {
  readonly quick: boolean;
  /** A folder that is removed afterwards. */
  readonly folder: string;
  readonly say: (line: string) => void;
}

/** A limit on time; on a busy machine a short sample says little, so it is held to twice as much. */
export const timeLimit = (atMost: number, { quick }: BenchOptions): { atMost: number } => ({
  atMost: quick ? atMost * 2 : atMost,
});
