import { SlipwayError } from '../../errors.ts';
import type { ImportProblem, OldRelease, ReadReleases } from './old-release.ts';

/** More is not printed: what is wrong with a hundred releases is mostly one thing. */
const MAX_SHOWN = 100;

/**
 * The releases of all files by component, in the order of their names. What two files say alike counts once. Throws
 * IMPORT_INVALID, with every problem of every file, and IMPORT_EMPTY when there is no release at all.
 */
export function joinReleases(files: readonly ReadReleases[]): ReadonlyMap<string, readonly OldRelease[]> {
  const { releases, clashes } = withoutDoubles(files.flatMap((file) => file.releases));
  const problems = [...files.flatMap((file) => file.problems), ...clashes, ...findSecondStaging(releases)];
  if (problems.length > 0) throw invalid(problems);
  if (releases.length === 0) {
    throw new SlipwayError('There is no release in the folder.', {
      kind: 'input',
      code: 'IMPORT_EMPTY',
      hint: 'Name the folder with the JSON files of the releases.',
    });
  }
  const components = [...new Set(releases.map(({ component }) => component))].sort();
  return new Map(components.map((name) => [name, releases.filter(({ component }) => component === name)]));
}

function withoutDoubles(all: readonly OldRelease[]) {
  const kept = new Map<string, OldRelease>();
  const clashes: ImportProblem[] = [];
  for (const release of all) {
    const key = `${release.component}\0${release.version}`;
    const first = kept.get(key);
    if (first === undefined) kept.set(key, release);
    else if (told(first) !== told(release)) {
      const { component, version, origin } = release;
      const what = `${component} ${version} stands also in ${first.origin}, and differently. Keep the right one of the two.`;
      clashes.push({ file: origin, field: '', text: what });
    }
  }
  return { releases: [...kept.values()], clashes };
}

const told = (release: OldRelease): string => JSON.stringify(Object.entries({ ...release, origin: '' }).sort());

/** A component has one staging release. */
function findSecondStaging(releases: readonly OldRelease[]): readonly ImportProblem[] {
  const first = new Map<string, OldRelease>();
  return releases.flatMap((release): readonly ImportProblem[] => {
    if (release.kind !== 'staging') return [];
    const { component, version, origin } = release;
    const other = first.get(component);
    if (other === undefined) {
      first.set(component, release);
      return [];
    }
    const what = `${component} ${version} is a second staging release beside ${other.version} in ${other.origin}. Keep one, or say when the other was released.`;
    return [{ file: origin, field: '', text: what }];
  });
}

function invalid(problems: readonly ImportProblem[]): SlipwayError {
  const lines = problems
    .slice(0, MAX_SHOWN)
    .map(({ file, field, text }) => `- ${file}${field === '' ? '' : ` ${field}`}: ${text}`);
  const rest = problems.length - lines.length;
  const count = problems.length === 1 ? 'One thing' : `${problems.length} things`;
  const all = [`${count} in the files cannot be understood:`, ...lines, ...(rest > 0 ? [`- and ${rest} more.`] : [])];
  return new SlipwayError(all.join('\n'), {
    kind: 'input',
    code: 'IMPORT_INVALID',
    hint: 'Mend all of them and run it again; nothing was written.',
  });
}
