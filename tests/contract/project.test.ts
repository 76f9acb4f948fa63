import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { describe, it } from 'mocha';
import { listDocuments, readJson, readText } from '../support/contract/shipped.ts';

interface Package {
  readonly version: string;
  readonly scripts: Readonly<Record<string, string>>;
  readonly dependencies: Readonly<Record<string, string>>;
  readonly devDependencies: Readonly<Record<string, string>>;
  readonly optionalDependencies: Readonly<Record<string, string>>;
}

const manifest = readJson<Package>('package.json');

/** The scripts that a text tells people to run. */
const commandsOf = (text: string): readonly string[] =>
  [...text.matchAll(/\bnpm (?:run ([a-z][\w-]*)|(start|test)\b)/g)].map(([, run, short]) => run ?? short ?? '');

describe('The commands of the project', () => {
  const scripts = readdirSync(new URL('../../scripts', import.meta.url), { withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ name }) => `scripts/${name}`);

  for (const file of [...listDocuments(), ...scripts, '.ci/run']) {
    const unknown = () => commandsOf(readText(file)).filter((name) => !Object.hasOwn(manifest.scripts, name));
    it(`that ${file} names are there`, () => assert.deepEqual(unknown(), []));
  }

  it('are all explained', () => {
    const explained = new Set([...commandsOf(readText('README.md')), ...commandsOf(readText('CONTRIBUTING.md'))]);
    assert.deepEqual([...explained].sort(), Object.keys(manifest.scripts).sort());
  });

  it('start files that are there', () => {
    for (const command of Object.values(manifest.scripts))
      for (const [file] of command.matchAll(/\bscripts\/\S+/g)) assert.ok(scripts.includes(file), file);
  });

  it('are two in the pipeline of the project: npm ci and npm test', () => {
    const npm = readText('.ci/run')
      .split('\n')
      .filter((line) => line !== '' && !/^(#|set |cd )/.test(line));
    assert.deepEqual(npm, ['npm ci', 'npm test']);
  });
});

describe('The packages of the project', () => {
  const { dependencies, devDependencies, optionalDependencies } = manifest;
  const wanted = Object.entries({ ...dependencies, ...devDependencies, ...optionalDependencies });

  it('are pinned to one version each', () => {
    const loose = wanted.filter(([, version]) => !/^(npm:[\w@/.-]+@)?\d+\.\d+\.\d+$/.test(version));
    assert.deepEqual(loose, []);
  });

  it('stand in the lock file in that version, with a checksum', () => {
    const { packages } = readJson<{
      packages: Record<string, { version: string; integrity?: string; link?: boolean }>;
    }>('package-lock.json');
    for (const [name, version] of wanted)
      assert.equal(packages[`node_modules/${name}`]?.version, version.split('@').at(-1), name);
    const unchecked = Object.entries(packages).filter(([name, { integrity }]) => name !== '' && !integrity);
    assert.deepEqual(
      unchecked.map(([name]) => name),
      [],
    );
  });
});

describe('The changelog', () => {
  it('tells of this version or of what comes next', () => {
    const version = manifest.version.replaceAll('.', '\\.');
    assert.match(readText('CHANGELOG.md'), new RegExp(`^## \\[(Unreleased|${version})\\]`, 'm'));
  });
});
