import { keyOf, type ListedComponent } from '../releases/component-key.ts';

export interface VersionChoice {
  /** Repository, component and version, as `parseVersion` reads them. */
  readonly value: string;
  readonly name: string;
}

/** A list to choose from cannot hold ten thousand; older ones are reached by their address. */
const MOST_OF_COMPONENT = 200;

/** What can be compared: per component what is staged, then its releases, the newest first. */
export const listVersions = (
  components: readonly ListedComponent[],
  names: ReadonlyMap<string, string>,
): readonly VersionChoice[] =>
  components.flatMap(({ key, ledger, entry }) => {
    const name = names.get(key) ?? entry.component;
    const choice = (version: string, more = ''): VersionChoice => ({
      value: `${keyOf(ledger.repository.id, entry.component)}/${version}`,
      name: `${name} ${version}${more}`,
    });
    const staged = entry.staging ? [choice(entry.staging.version, ' (staged)')] : [];
    return [...staged, ...entry.releases.slice(0, MOST_OF_COMPONENT).map(({ version }) => choice(version))];
  });

/** Components and versions have no slash; undefined for what names no version. */
export function parseVersion(
  value: string,
): { readonly repositoryId: string; readonly component: string; readonly version: string } | undefined {
  const [repositoryId = '', component = '', version = '', ...more] = value.split('/');
  if (repositoryId === '' || component === '' || version === '' || more.length > 0) return undefined;
  return { repositoryId, component, version };
}
