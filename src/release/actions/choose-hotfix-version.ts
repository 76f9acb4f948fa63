import type { ReleaseServices, ReleaseSettings } from '../release-services.ts';
import { hotfixVersion } from '../versions/hotfix-version.ts';
import { planVersion } from '../versions/plan-version.ts';
import { parseTag, tagPrefix } from '../versions/tag-format.ts';

/**
 * The next free patch of what the tag `from` released, or the version that was asked for; `released` are versions that are
 * taken besides those of tags. Throws RELEASE_VERSION_TAKEN and RELEASE_VERSION_NOT_NEWER.
 */
export async function chooseHotfixVersion(
  { host }: Pick<ReleaseServices, 'host'>,
  { component, tagFormat, releaseAs }: Pick<ReleaseSettings, 'component' | 'tagFormat' | 'releaseAs'>,
  { from, released }: { readonly from: string; readonly released: readonly string[] },
): Promise<string> {
  const tagged = (await host.listTags(tagPrefix(tagFormat, component))).flatMap(
    ({ name }) => parseTag(tagFormat, component, name) ?? [],
  );
  const taken = [...tagged, ...released];
  const previous = parseTag(tagFormat, component, from) ?? '';
  if (releaseAs === undefined) return hotfixVersion(previous, taken);
  const plan = planVersion({ previous, bumps: [], releaseAs, taken });
  return plan.kind === 'version' ? plan.version : releaseAs;
}
