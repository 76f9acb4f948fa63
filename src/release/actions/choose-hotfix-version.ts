import type { ReleaseServices, ReleaseSettings } from '../release-services.ts';
import { hotfixVersion } from '../versions/hotfix-version.ts';
import { parseTag, tagPrefix } from '../versions/tag-format.ts';

/** The next free patch of what the tag `from` released; `released` are versions that are taken besides those of tags. */
export async function chooseHotfixVersion(
  { host }: Pick<ReleaseServices, 'host'>,
  { component, tagFormat }: Pick<ReleaseSettings, 'component' | 'tagFormat'>,
  { from, released }: { readonly from: string; readonly released: readonly string[] },
): Promise<string> {
  const tagged = (await host.listTags(tagPrefix(tagFormat, component))).flatMap(
    ({ name }) => parseTag(tagFormat, component, name) ?? [],
  );
  return hotfixVersion(parseTag(tagFormat, component, from) ?? '', [...tagged, ...released]);
}
