import type { Rest } from '../host/rest.ts';
import { findRuns, type Run } from './runs.ts';

/** Runs by their numbers; `gone` are those that were deleted or may not be seen. */
export type KnownRuns = ReadonlyMap<number, Run | 'gone'>;

/** What has become of runs, a request for each hundred. */
export async function readKnownRuns(
  rest: Rest,
  place: { readonly project: string; readonly signal?: AbortSignal | undefined },
  ids: readonly number[],
): Promise<KnownRuns> {
  const runs = new Map((await findRuns(rest, place, ids)).map((run) => [run.id, run] as const));
  return new Map(ids.map((id) => [id, runs.get(id) ?? 'gone']));
}

/** What a run releases, as StageRelease tagged it and as release.yml was asked for it; undefined where it is not told. */
export function releaseOf({ tags, parameters }: Run): {
  readonly version: string | undefined;
  readonly component: string | undefined;
} {
  const version = tags.flatMap((tag) => /^release-(.+)$/.exec(tag)?.[1] ?? [])[0];
  const component = parameters['component'];
  return { version, component: component === '' ? undefined : component };
}
