import type { ReleaseServices, ReleaseSettings } from '../release-services.ts';
import type { DecidedBump } from '../versions/decide-bumps.ts';
import { planVersion, type VersionPlan } from '../versions/plan-version.ts';
import { baseVersion } from '../versions/semantic-version.ts';
import { formatTag, parseTag } from '../versions/tag-format.ts';

interface Wanted {
  readonly previous: string | null;
  readonly bumps: readonly Pick<DecidedBump, 'bump' | 'because'>[];
  /** Versions that the ledger has released. */
  readonly released: readonly string[];
}

/** More tags than anybody sets by hand above a release. */
const MAX_LOOKS = 50;

/** The next version that nobody has: of the ledger's releases and of the tags, which are asked for as they come up. */
export async function chooseVersion(
  { host }: Pick<ReleaseServices, 'host'>,
  settings: Pick<ReleaseSettings, 'component' | 'tagFormat' | 'releaseAs' | 'prerelease'>,
  { previous, bumps, released }: Wanted,
): Promise<VersionPlan> {
  const { component, tagFormat, releaseAs, prerelease } = settings;
  const taken = new Set(released);
  const looked = new Set<string>();
  for (let look = 0; ; look += 1) {
    const plan = planVersion({ previous, bumps, releaseAs, prerelease, taken });
    if (plan.kind === 'nothing') return plan;
    const base = baseVersion(plan.version);
    if (looked.has(base) || look === MAX_LOOKS) return plan;
    looked.add(base);
    // By its beginning, so that the pre-releases of the version come along.
    for (const { name } of await host.listTags(formatTag(tagFormat, base, component))) {
      const version = parseTag(tagFormat, component, name);
      if (version !== undefined) taken.add(version);
    }
  }
}
