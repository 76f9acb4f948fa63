import type { Run } from '../../data/runs.ts';
import type { ListedComponent } from './component-key.ts';

/** What a run deployed. */
export interface Released {
  /** Key of the component. */
  readonly component: string;
  readonly version: string;
}

/**
 * What each run releases: what the index says of the run that published a release, else the version in its tag, of the
 * component that has this version. A version that several components have belongs to the one that the run was queued for,
 * or that its pipeline has published before; a run of none of them is left out.
 */
export function attributeRuns(
  runs: readonly Run[],
  components: readonly ListedComponent[],
): ReadonlyMap<number, readonly Released[]> {
  const published = publishedBy(components);
  const pipelines = new Map<number, Set<string>>();
  for (const { id, pipeline } of runs)
    for (const { component } of published.get(id) ?? [])
      pipelines.set(pipeline.id, (pipelines.get(pipeline.id) ?? new Set()).add(component));
  const released = new Map(published);
  for (const run of runs) {
    if (published.has(run.id)) continue;
    const found = run.tags.flatMap((tag) => byTag(run, tag, components, pipelines.get(run.pipeline.id)));
    if (found.length > 0) released.set(run.id, found);
  }
  return released;
}

function publishedBy(components: readonly ListedComponent[]): Map<number, readonly Released[]> {
  const published = new Map<number, readonly Released[]>();
  for (const { key, entry } of components)
    for (const { run, version } of entry.releases)
      if (run !== null) published.set(run, [...(published.get(run) ?? []), { component: key, version }]);
  return published;
}

function byTag(
  run: Run,
  tag: string,
  components: readonly ListedComponent[],
  before: ReadonlySet<string> = new Set(),
): readonly Released[] {
  const version = /^release-(.+)$/.exec(tag)?.[1];
  if (version === undefined) return [];
  const having = components.filter(
    ({ entry }) => entry.staging?.version === version || entry.releases.some((one) => one.version === version),
  );
  const near = having.filter(({ ledger }) => ledger.repository.id === run.repositoryId);
  const possible = near.length > 0 ? near : having;
  const queuedFor = possible.filter(({ entry }) => entry.component === run.parameters['component']);
  const usual = possible.filter(({ key }) => before.has(key));
  const one = [possible, queuedFor, usual].find((some) => some.length === 1)?.[0];
  return one ? [{ component: one.key, version }] : [];
}
