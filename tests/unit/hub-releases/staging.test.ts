import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { findReleasePipeline } from '../../../hub/data/pipelines.ts';
import { RELEASE_YAML, STAGING_YAML } from '../../../hub/pages/releases/first-files.ts';
import { describeIndexed, describeStaging, mayHold } from '../../../hub/pages/releases/staging-facts.ts';
import { documentedFiles } from '../../../sandbox/consumer/documented-files.ts';
import { parse } from 'yaml';
import { change, staging, ticket } from './some-release.ts';

describe('A staging release in words', () => {
  it('says what would be released, after what, and which step makes the version', () => {
    const changes = [change({ tickets: [ticket('ABC-1')] }), change({ bump: 'patch' })];
    assert.equal(
      describeStaging(staging({ changes })).sentence,
      'shop 1.2.0 would be released now: after 1.1.0, 2 changes, 1 ticket. One change asks for a minor step.',
    );
  });

  it('says that nothing would be, and is not ready for it', () => {
    const { sentence, state } = describeStaging(
      staging({ changes: [], ready: false, notReady: ['Nothing is staged.'] }),
    );
    assert.deepEqual([sentence, state.words], [undefined, 'Nothing staged']);
  });

  it('tells how many reasons keep it', () => {
    const facts = describeStaging(staging({ ready: false, notReady: ['a', 'b'] }));
    assert.deepEqual(facts.state, { tone: 'warning', words: 'Not ready: 2 reasons' });
    assert.equal(describeStaging(staging()).state.words, 'Ready');
  });

  it('is told by the index alone, as far as it knows', () => {
    const indexed = { version: '1.2.0', state: 'staging', changes: 2, tickets: 1, ready: false, waiting: 0 } as const;
    assert.deepEqual(
      [
        indexed,
        { ...indexed, ready: true },
        { ...indexed, changes: 0 },
        { ...indexed, state: 'opened', waiting: 3 } as const,
        { version: '1.2.0', state: 'staging' } as const,
      ].map(describeIndexed),
      [
        'collecting, 2 changes, not ready',
        'collecting, 2 changes, ready',
        'collecting, no changes',
        'on its way out, 2 changes, 3 waiting',
        'collecting',
      ],
    );
  });

  it('is asked for only when something may be in it', () => {
    const empty = { version: '1.2.0', state: 'staging', changes: 0, waiting: 0 } as const;
    const untold = { version: '1.2.0', state: 'staging' } as const;
    assert.deepEqual([empty, { ...empty, waiting: 1 }, { ...empty, state: 'opened' } as const, untold].map(mayHold), [
      false,
      true,
      true,
      true,
    ]);
  });

  it('tells one on its way, and what waits for the next', () => {
    const facts = describeStaging(staging({ state: 'opened', previousVersion: null, next: { changes: [change()] } }));
    assert.equal(facts.state.words, 'On its way out');
    assert.equal(facts.waiting, 1);
    assert.match(facts.sentence ?? '', /is being released: the first release/);
  });
});

describe('The pipeline that releases a component', () => {
  const pipeline = (id: number, name: string, file: string) => ({ id, name, file });

  it('is the one whose file or name says so, and nothing else', () => {
    const all = [pipeline(1, 'Shop', '.azure/release.yml'), pipeline(2, 'Hotfix', '.azure/hotfix.yml')];
    assert.equal(findReleasePipeline(all, 'shop')?.id, 1);
    assert.equal(findReleasePipeline([pipeline(3, 'Release of web', 'x.yml')], 'web')?.id, 3);
    for (const name of [
      'prerelease-checks',
      'release-notes',
      'Release notes of web',
      'release-web-docs',
      'hotfix release',
    ])
      assert.equal(findReleasePipeline([pipeline(4, name, 'x.yml')], 'web'), undefined, name);
  });

  it('is the one that published its last releases, whatever it is called', () => {
    const all = [pipeline(1, 'release', 'release.yml'), pipeline(2, 'Ship it', 'ship.yml'), pipeline(3, 'x', 'x.yml')];
    assert.equal(findReleasePipeline(all, 'web', [2])?.id, 2);
    assert.equal(findReleasePipeline(all, 'web', [1, 2])?.id, 1);
    assert.equal(findReleasePipeline(all, 'web', [2, 3]), undefined);
  });

  it('is that of the component where there are several, and none where that is not plain', () => {
    const all = [pipeline(1, 'release-web', 'release-web.yml'), pipeline(2, 'release-api', 'release-api.yml')];
    assert.equal(findReleasePipeline(all, 'api')?.id, 2);
    assert.equal(findReleasePipeline(all, 'docs'), undefined);
  });
});

describe('The files that people begin with', () => {
  const documented = documentedFiles((_, file) => file);

  it('stage as the documentation does', () => {
    assert.deepEqual(parse(STAGING_YAML), parse(documented.get('staging') ?? ''));
  });

  it('release as the documentation does, without a schedule and steps that only it knows', () => {
    const { extends: shown, ...file } = parse(RELEASE_YAML) as { readonly extends: { readonly parameters: object } };
    const {
      extends: whole,
      schedules,
      ...rest
    } = parse(documented.get('release') ?? '') as typeof file & {
      readonly extends: { readonly parameters: object };
      readonly schedules: unknown;
    };
    assert.ok(schedules);
    assert.deepEqual(file, rest);
    assert.deepEqual({ ...whole, parameters: { ...whole.parameters, ...shown.parameters } }, whole);
  });
});
