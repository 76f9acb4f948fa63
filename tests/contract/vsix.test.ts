import assert from 'node:assert/strict';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { builtinModules } from 'node:module';
import os from 'node:os';
import path from 'node:path';
import { describe, it } from 'mocha';
import { type BundledModules, findPackages } from '../../scripts/bundled-modules.ts';
import { findTfxWarnings } from '../../scripts/tfx-warnings.ts';
import { readJson, readText, readVsix, root, taskNames } from '../support/contract/shipped.ts';

/** What tfx writes itself. */
const ADDED = ['[Content_Types].xml', 'extension.vsixmanifest', 'extension.vsomanifest'];
const HUB_PICTURES = ['approvals', 'metrics', 'release', 'releases', 'releases-dark'].map(
  (name) => `images/hub-${name}.png`,
);
const PICTURES = ['images/icon.png', 'images/release.png', 'images/review.png', ...HUB_PICTURES];
/** Node 20 has none of it. undici asks for it only when a cache in a file is made, which we never do. */
const NEVER_LOADED = ['node:sqlite'];
const MEGABYTE = 1024 * 1024;

/** Stands in for all of undici where Slack's library asks for it; see webpack.config.ts. */
const UNDICI_PART = 'scripts/undici-sockets.cjs';

/** What pages are there and what each loads is for tests/contract/hub.test.ts. */
const HUB_FILE = /^hub\/[\w.-]+\.(html|js|css|woff2?|LICENSE\.txt)$/;

describe('The packed extension', () => {
  const files = readVsix();

  it('holds exactly what it should', () => {
    const ofTasks = taskNames.flatMap((task) =>
      ['icon.png', 'index.js', 'task.json'].map((file) => `tasks/${task}/${file}`),
    );
    assert.deepEqual(
      [...files.keys()].filter((file) => !HUB_FILE.test(file)).sort(),
      [...ADDED, ...PICTURES, ...ofTasks, 'LICENSE', 'ThirdPartyNotices.txt', 'overview.md'].sort(),
    );
  });

  it('holds dist/ as it is', () => {
    for (const [name, content] of files)
      if (!ADDED.includes(name)) assert.ok(content.equals(readFileSync(path.join(root, 'dist', name))), name);
  });

  it('leaves nothing of dist/ out', () => {
    const built = readdirSync(path.join(root, 'dist'), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && entry.name !== 'vss-extension.json')
      .map((entry) => path.relative(path.join(root, 'dist'), path.join(entry.parentPath, entry.name)));
    assert.deepEqual(
      built.map((file) => file.replaceAll('\\', '/')).filter((file) => !files.has(file)),
      [],
    );
  });

  it('is below 10 MB', () => {
    const [vsix = ''] = readdirSync(path.join(root, 'out')).filter((name) => name.endsWith('.vsix'));
    assert.ok(statSync(path.join(root, 'out', vsix)).size < 10 * MEGABYTE);
  });

  it('is called after publisher, id and version', () => {
    const { version } = readJson<{ version: string }>('package.json');
    assert.deepEqual(
      readdirSync(path.join(root, 'out')).filter((name) => name.endsWith('.vsix')),
      [`slipway.slipway-${version}.vsix`],
    );
    const [identity = ''] = /<Identity [^>]*>/.exec(files.get('extension.vsixmanifest')!.toString()) ?? [];
    for (const part of ['Id="slipway"', 'Publisher="slipway"', `Version="${version}"`])
      assert.ok(identity.includes(` ${part}`), identity);
  });
});

for (const task of taskNames) {
  describe(`The bundle of ${task}`, () => {
    const bundle = readText(`dist/tasks/${task}/index.js`);
    const modules = readJson<BundledModules>('out/build-modules.json')[task] ?? [];

    it('is at most 3 MB', () => assert.ok(Buffer.byteLength(bundle) <= 3 * MEGABYTE));

    it('keeps the names of our functions', () => {
      const own = modules.filter((file) => file.startsWith('src/')).map((file) => readText(file));
      const names = own.flatMap((text) =>
        [...text.matchAll(/^export (?:async )?function (\w+)/gm)].map(([, name = '']) => name),
      );
      assert.ok(names.length > 20);
      const kept = names.filter((name) => new RegExp(`\\bfunction ${name}\\(`).test(bundle));
      // A few are unused here and left out.
      assert.ok(kept.length / names.length > 0.8, `${kept.length} of ${names.length}`);
    });

    it('needs nothing but Node', () => {
      const required = [...bundle.matchAll(/\brequire\(["']([^"']+)["']\)|\bimport\(["']([^"']+)["']\)/g)].map(
        ([, a, b]) => a ?? b ?? '',
      );
      assert.ok(required.length > 0);
      const foreign = required.filter(
        (name) => !builtinModules.includes(name.replace(/^node:/, '')) && !NEVER_LOADED.includes(name),
      );
      assert.deepEqual([...new Set(foreign)], []);
    });

    it('holds every package once', () => {
      const names = findPackages(modules).map(({ name }) => name);
      for (const name of ['azure-pipelines-task-lib', 'undici', 'zod']) assert.ok(names.includes(name), name);
      assert.deepEqual(
        names.filter((name, index) => names.indexOf(name) !== index),
        [],
      );
    });

    it('holds nothing of the sandbox or of tests', () => {
      const ours = modules.filter((file) => !file.startsWith('node_modules/'));
      assert.deepEqual(
        ours.filter((file) => !file.startsWith('src/') && !file.startsWith(`tasks/${task}/`) && file !== UNDICI_PART),
        [],
      );
    });

    it('tells nothing of the machine it was built on', () => {
      for (const place of [root, `${os.homedir()}/`, 'file:///', 'sourceMappingURL'])
        assert.ok(!bundle.includes(place), place);
    });

    it('names its failures alike in the bundle', () => assert.match(bundle, /\bclass SlipwayError extends Error\b/));
  });
}

it('The bundle of AIReview has the function reviewPullRequest', () =>
  assert.match(readText('dist/tasks/AIReview/index.js'), /\bfunction reviewPullRequest\(/));

describe('The third party notices', () => {
  const notices = readText('dist/ThirdPartyNotices.txt');
  const packages = findPackages(Object.values(readJson<BundledModules>('out/build-modules.json')).flat());

  it('name every package with its version, its licence and its text', () => {
    assert.ok(packages.length > 5);
    for (const { name, folder } of packages) {
      const { version, license } = readJson<{ version: string; license: string }>(`${folder}/package.json`);
      const [, after = ''] = notices.split(`\n${name} ${version} (${license})\n${'-'.repeat(80)}\n`);
      assert.match(after.slice(0, 1500), /Permission|Redistribution|Apache License|public domain/i, name);
    }
  });

  it('name only licences that allow to ship it', () => {
    const allowed = ['Apache-2.0', 'BSD-2-Clause', 'BSD-3-Clause', 'ISC', 'MIT', 'Unlicense', '0BSD'];
    const licences = packages.map(({ folder }) => readJson<{ license: string }>(`${folder}/package.json`).license);
    assert.deepEqual(
      licences.filter((licence) => !allowed.includes(licence)),
      [],
    );
  });
});

describe('Packing stops', () => {
  const NOTE = '(Use `node --trace-deprecation ...` to show where the warning was created)';

  it('at a warning of tfx, also a coloured one', () => {
    assert.equal(findTfxWarnings('TFX\nwarning: Multiple values found\n').length, 1);
    assert.equal(findTfxWarnings('\u001B[43m\u001B[30mwarning: Task is old\u001B[39m\r\n').length, 1);
  });

  it('not at what Node says of tfx', () =>
    assert.deepEqual(findTfxWarnings(`(node:7) [DEP0040] DeprecationWarning: The punycode module\n${NOTE}\n`), []));
});
