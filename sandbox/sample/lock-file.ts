import { createHash } from 'node:crypto';

interface LockedPackage {
  readonly name: string;
  readonly version: string;
  /** The version after the upgrade; the same when undefined. */
  readonly next?: string;
  readonly dev?: true;
  readonly dependencies?: Readonly<Record<string, string>>;
}

const PACKAGES: readonly LockedPackage[] = [
  { name: '@types/node', version: '24.0.3', next: '24.1.0', dev: true, dependencies: { 'undici-types': '~7.8.0' } },
  {
    name: '@types/pg',
    version: '8.15.4',
    dev: true,
    dependencies: { '@types/node': '*', 'pg-protocol': '*', 'pg-types': '^2.2.0' },
  },
  {
    name: 'pg',
    version: '8.16.0',
    next: '8.16.3',
    dependencies: {
      'pg-connection-string': '^2.9.0',
      'pg-pool': '^3.10.0',
      'pg-protocol': '^1.10.0',
      'pg-types': '2.2.0',
      pgpass: '1.0.5',
    },
  },
  { name: 'pg-connection-string', version: '2.9.0', next: '2.9.1' },
  { name: 'pg-int8', version: '1.0.1' },
  { name: 'pg-pool', version: '3.10.0', next: '3.10.1' },
  { name: 'pg-protocol', version: '1.10.0', next: '1.10.3' },
  {
    name: 'pg-types',
    version: '2.2.0',
    dependencies: {
      'pg-int8': '1.0.1',
      'postgres-array': '~2.0.0',
      'postgres-bytea': '~1.0.0',
      'postgres-date': '~1.0.4',
      'postgres-interval': '^1.1.0',
    },
  },
  { name: 'pgpass', version: '1.0.5', dependencies: { split2: '^4.1.0' } },
  { name: 'postgres-array', version: '2.0.0' },
  { name: 'postgres-bytea', version: '1.0.0' },
  { name: 'postgres-date', version: '1.0.7' },
  { name: 'postgres-interval', version: '1.2.0', dependencies: { xtend: '^4.0.0' } },
  { name: 'split2', version: '4.2.0' },
  { name: 'typescript', version: '5.8.3', dev: true },
  { name: 'undici-types', version: '7.8.0', dev: true },
  { name: 'xtend', version: '4.0.2' },
];

/** The sample's package-lock.json, before and after an upgrade. The checksums are no real ones. */
export function lockFile(state: 'before' | 'after'): string {
  const packages = PACKAGES.map((entry) => {
    const { name, dev, dependencies } = entry;
    const version = (state === 'after' ? entry.next : undefined) ?? entry.version;
    const file = `${name.replace(/^.*\//, '')}-${version}.tgz`;
    const integrity = `sha512-${createHash('sha512').update(`${name}@${version}`).digest('base64')}`;
    const resolved = `https://registry.npmjs.org/${name}/-/${file}`;
    return [`node_modules/${name}`, { version, resolved, integrity, dev, license: 'MIT', dependencies }];
  });
  const root = {
    name: 'parcel-tracker',
    version: '0.0.0',
    dependencies: { pg: '^8.16.0' },
    devDependencies: { '@types/node': '^24.0.0', '@types/pg': '^8.15.0', typescript: '^5.8.0' },
    engines: { node: '>=24' },
  };
  const lock = {
    name: 'parcel-tracker',
    version: '0.0.0',
    lockfileVersion: 3,
    requires: true,
    packages: { '': root, ...(Object.fromEntries(packages) as object) },
  };
  return `${JSON.stringify(lock, undefined, 2)}\n`;
}
