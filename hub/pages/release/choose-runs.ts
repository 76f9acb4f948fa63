import type { Run } from '../../data/runs.ts';

/** Each run once, the newest first; runs that were queued for another component or carry another version are left out. */
export function chooseRuns(
  runs: readonly Run[],
  { component, version }: { readonly component: string; readonly version: string },
): readonly Run[] {
  const own = runs.filter(({ parameters, tags }) => {
    const queuedFor = parameters['component'];
    const versions = tags.filter((tag) => tag.startsWith('release-'));
    const isOther = versions.length > 0 && !versions.includes(`release-${version}`);
    // A default such as $(Build.Repository.Name) says nothing.
    return !isOther && (queuedFor === undefined || queuedFor.startsWith('$') || queuedFor === component);
  });
  return [...new Map(own.map((run) => [run.id, run])).values()].toSorted((one, other) => other.id - one.id);
}

export const hasEnded = ({ status }: Run): boolean => status === 'completed';
