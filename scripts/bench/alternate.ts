/** The middle of some numbers; NaN of none. */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  const upper = sorted[middle] ?? Number.NaN;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? Number.NaN) + upper) / 2;
}

/** How long work takes, in milliseconds. */
export async function timed(work: () => Promise<unknown>): Promise<number> {
  const started = performance.now();
  await work();
  return performance.now() - started;
}

/**
 * Runs two things in turn, so that whatever else the machine does weighs on both alike, after one run of each that does
 * not count. Each gives its own figure.
 */
export async function alternate(
  runs: number,
  a: () => Promise<number>,
  b: () => Promise<number>,
): Promise<{ readonly a: readonly number[]; readonly b: readonly number[] }> {
  await a();
  await b();
  const figures = { a: [] as number[], b: [] as number[] };
  for (let run = 0; run < runs; run += 1) {
    figures.a.push(await a());
    figures.b.push(await b());
  }
  return figures;
}
