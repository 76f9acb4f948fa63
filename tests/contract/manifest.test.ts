import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { describe, it } from 'mocha';
import { linksOf } from '../support/contract/markdown.ts';
import { readJson, readText, root, taskNames } from '../support/contract/shipped.ts';

interface Descriptor {
  readonly id: string;
  readonly inputMode: string;
  readonly isConfidential: boolean;
  readonly validation: { readonly isRequired: boolean };
  readonly values?: {
    readonly defaultValue: string;
    readonly isLimitedToPossibleValues: boolean;
    readonly possibleValues: readonly { readonly value: string }[];
  };
}

interface Contribution {
  readonly id: string;
  readonly type: string;
  readonly targets: readonly string[];
  readonly properties: {
    readonly name: string;
    readonly supportsTasks?: readonly string[];
    readonly url?: { readonly value?: string; readonly isVisible: string };
    readonly inputDescriptors?: readonly Descriptor[];
    readonly authenticationSchemes?: readonly {
      readonly type: string;
      readonly headers?: readonly { readonly name: string; readonly value: string }[];
      readonly inputDescriptors: readonly Descriptor[];
    }[];
  };
}

interface Manifest {
  readonly id: string;
  readonly publisher: string;
  readonly name: string;
  readonly version: string;
  readonly description: string;
  readonly categories: readonly string[];
  readonly scopes: readonly string[];
  readonly targets: readonly { readonly id: string }[];
  readonly icons: Readonly<Record<string, string>>;
  readonly content: Readonly<Record<string, { readonly path: string }>>;
  readonly files: readonly { readonly path: string }[];
  readonly contributions: readonly Contribution[];
}

const manifest = readJson<Manifest>('dist/vss-extension.json');
const contributionsOf = (type: string) => manifest.contributions.filter((one) => one.type === type);

describe('The manifest of the built extension', () => {
  it('names the extension', () => {
    const { id, publisher, name, targets } = manifest;
    assert.deepEqual(
      { id, publisher, name, targets },
      {
        id: 'slipway',
        publisher: 'slipway',
        name: 'Slipway',
        targets: [{ id: 'Microsoft.VisualStudio.Services.Cloud' }],
      },
    );
  });

  it('has the version of the package', () =>
    assert.equal(manifest.version, readJson<{ version: string }>('package.json').version));

  it('is the one of the sources but for the version', () =>
    assert.deepEqual({ ...manifest, version: '' }, { ...readJson('vss-extension.json'), version: '' }));

  it('asks for two scopes and no more', () => assert.deepEqual(manifest.scopes, ['vso.build_execute', 'vso.code']));

  it('has a description that the Marketplace takes', () =>
    assert.ok(manifest.description.length > 0 && manifest.description.length <= 200));

  it('has categories that the Marketplace knows', () => {
    const known = ['Azure Artifacts', 'Azure Boards', 'Azure Pipelines', 'Azure Repos', 'Azure Test Plans'];
    assert.ok(manifest.categories.length > 0);
    assert.deepEqual(
      manifest.categories.filter((category) => !known.includes(category)),
      [],
    );
  });

  it('names only files that exist', () => {
    const { files, icons, content } = manifest;
    const named = [...files, ...Object.values(content)].map((file) => file.path).concat(Object.values(icons));
    assert.deepEqual(
      named.filter((file) => !existsSync(path.join(root, 'dist', file))),
      [],
    );
    assert.equal(new Set(files.map((file) => file.path)).size, files.length);
  });

  it('has an overview with pictures that exist', () => {
    const pictures = linksOf(readText('dist/overview.md')).filter((link) => !/^(https?:|#)/.test(link));
    assert.deepEqual(
      pictures.filter((file) => !existsSync(path.join(root, 'dist', file))),
      [],
    );
  });

  it('contributes nothing but its hub, the tab of a run, tasks and types of service connections, each once', () => {
    const ids = manifest.contributions.map(({ id }) => id);
    assert.equal(new Set(ids).size, ids.length);
    const types = new Set(manifest.contributions.map(({ type }) => type));
    assert.deepEqual([...types].sort(), [
      'ms.vss-build-web.build-results-tab',
      'ms.vss-distributed-task.task',
      'ms.vss-endpoint.service-endpoint-type',
      'ms.vss-web.hub',
    ]);
  });

  it('shows its tab on the runs of all its tasks', () => {
    const ids = taskNames.map((task) => readJson<{ readonly id: string }>(`tasks/${task}/task.json`).id);
    const [tab] = contributionsOf('ms.vss-build-web.build-results-tab');
    assert.deepEqual([...(tab?.properties.supportsTasks ?? [])].sort(), ids.sort());
  });

  it('contributes exactly the tasks that there are', () => {
    const tasks = contributionsOf('ms.vss-distributed-task.task');
    assert.deepEqual(
      tasks.map(({ properties }) => properties.name).sort(),
      taskNames.map((name) => `tasks/${name}`),
    );
    for (const { targets } of tasks) assert.deepEqual(targets, ['ms.vss-distributed-task.tasks']);
  });
});

/** A descriptor in short: `id`, `?` when it may be left out, `*` when it is hidden, its values with the default first. */
function inShort({ id, inputMode, isConfidential, validation, values }: Descriptor): string {
  assert.equal(inputMode, isConfidential ? 'passwordbox' : values ? 'combo' : 'textbox', id);
  if (values) assert.equal(values.isLimitedToPossibleValues, true);
  const options = values?.possibleValues.map(({ value }) => value) ?? [];
  const sorted = [...options].sort((a) => (a === values?.defaultValue ? -1 : 1));
  const marks = `${validation.isRequired ? '' : '?'}${isConfidential ? '*' : ''}`;
  return `${id}${marks}${values ? `=${sorted.join('|')}` : ''}`;
}

describe('The types of service connections', () => {
  const schemeOf = (name: string) => `ms.vss-endpoint.endpoint-auth-scheme-${name}`;
  const wanted: Readonly<
    Record<string, { url: string | undefined; data: string[]; schemes: Record<string, string[]> }>
  > = {
    'slipway-claude': {
      url: 'https://api.anthropic.com',
      data: ['provider?=anthropic|foundry'],
      schemes: { token: ['apitoken*'] },
    },
    'slipway-jira': {
      url: undefined,
      data: ['deployment?=cloud|datacenter'],
      schemes: { basic: ['username', 'password*'], token: ['apitoken*'] },
    },
    'slipway-slack': {
      url: 'https://slack.com/api/',
      data: [],
      schemes: { token: ['apitoken*', 'appToken?*', 'signingKey?*'], none: ['webhookUrl*'] },
    },
  };
  const types = contributionsOf('ms.vss-endpoint.service-endpoint-type');

  it('are these', () => assert.deepEqual(types.map(({ id }) => id).sort(), Object.keys(wanted)));

  for (const [id, { url, data, schemes }] of Object.entries(wanted)) {
    it(`${id} asks for what it needs, hides what is secret and has its defaults`, () => {
      const { targets, properties } = types.find((one) => one.id === id)!;
      const found = properties.authenticationSchemes!.map(({ type, inputDescriptors }) => [
        type,
        inputDescriptors.map(inShort),
      ]);
      assert.deepEqual(
        {
          name: properties.name,
          targets,
          url: [properties.url?.value, properties.url?.isVisible],
          data: properties.inputDescriptors!.map(inShort),
          schemes: Object.fromEntries(found) as unknown,
        },
        {
          name: id,
          targets: ['ms.vss-endpoint.endpoint-types'],
          url: [url, 'true'],
          data,
          schemes: Object.fromEntries(Object.entries(schemes).map(([name, fields]) => [schemeOf(name), fields])),
        },
      );
    });
  }

  it('send a token as a bearer', () => {
    const tokens = types.flatMap(({ properties }) =>
      properties.authenticationSchemes!.filter(({ type }) => type === schemeOf('token')),
    );
    for (const { headers } of tokens)
      assert.deepEqual(headers, [{ name: 'Authorization', value: 'Bearer {{endpoint.apitoken}}' }]);
  });
});
