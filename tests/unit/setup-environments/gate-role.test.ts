import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { gateRole, usersOf } from '../../../src/setup/environments/gate-role.ts';

const file = (id: number, text: string | undefined) => ({ id, name: `pipeline ${id}`, text });

const extending = (template: string, parameters = '') => `trigger: none
resources:
  repositories:
    - { repository: slipway, type: git, name: Platform/slipway-pipelines, ref: refs/heads/main }
extends:
  template: ${template}@slipway # protected
  parameters:
    component: web
${parameters}`;

const files = [
  file(1, extending('pipelines/pull-request.yml', '    mergeEnvironment: "Merge gate"\n')),
  file(
    2,
    extending("'/pipelines/release.yml'".replaceAll("'", ''), "    createEnvironment: 'Start gate' # asked first\n"),
  ),
  file(3, extending('hotfix.yml')),
  file(4, 'jobs:\n  - deployment: x\n    environment: Staging.vm-1\n'),
  file(5, 'jobs:\n  - deployment: x\n    environment:\n      name: staging\n'),
  file(6, 'steps:\n  - script: echo release.yml\n'),
  file(7, undefined),
];

const users = (name: string) => usersOf(name, files).map(({ id }) => id);

describe('what an environment is the gate of', () => {
  it('goes by the names of the templates, and by those that a file gives', () => {
    assert.deepEqual(
      ['slipway-merge', 'merge GATE', 'slipway-release', 'Start gate', 'slipway-release-merge', 'Production'].map(
        (name) => gateRole(name, files),
      ),
      ['pullRequest', 'pullRequest', 'create', 'create', 'release', 'release'],
    );
    assert.equal(gateRole('Merge gate', []), 'release');
  });

  it('finds its users: who extends the template that asks there, and who names it', () => {
    assert.deepEqual(users('slipway-merge'), [1]);
    assert.deepEqual(users('Production'), [2, 3]);
    assert.deepEqual(users('Staging'), [2, 3, 4, 5]);
  });

  it('takes nothing for a template that only sounds like one', () => {
    for (const text of ['template: my-release.yml@x', 'template: release.yml', '# template: release.yml@x'])
      assert.deepEqual(usersOf('Production', [file(1, text)]), [], text);
  });

  it('reads files of any length in time', () => {
    const text = `${' '.repeat(200_000)}template:${' '.repeat(200_000)}x`;
    const started = performance.now();
    gateRole('Production', [file(1, text), file(2, '{ - '.repeat(50_000))]);
    assert.ok(performance.now() - started < 1_000);
  });
});
