import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import { describe, it } from 'mocha';
import {
  givesParameters,
  keepsVersions,
  readExtends,
  reviewsChanges,
  usesSlipway,
} from '../../../src/setup/read-extends.ts';
import { SLIPWAY_TASKS } from '../../../src/setup/slipway-tasks.ts';
import { targetBranches } from '../../../src/setup/target-branches.ts';
import { root, taskNames } from '../../support/contract/shipped.ts';

const block = `# trigger: none
resources:
  pipelines:
    - pipeline: build
      source: build
  repositories:
    - repository: tools
      type: git
      name: Platform/tools
    - repository: slipway # the templates
      type: git
      name: 'Platform One/slipway pipelines'
      ref: refs/tags/v1
extends:
  parameters:
    sourceBranch: develop
    targetBranch: \${{ parameters.target }} # an expression
  template: pipelines/release.yml@slipway
`;

describe('what a pipeline extends', () => {
  it('is read from blocks, with the repository that it comes from', () =>
    assert.deepEqual(readExtends(block), {
      path: 'pipelines/release.yml',
      from: { type: 'git', name: 'Platform One/slipway pipelines', ref: 'refs/tags/v1' },
    }));

  it('is read from one line, with the default branch where none is named', () =>
    assert.deepEqual(
      readExtends(
        'resources: \n  repositories: [{ repository: s, name: Shop/one }]\nextends: { template: a.yml@s, parameters: {} }\n',
      ),
      { path: 'a.yml', from: { type: 'git', name: 'Shop/one', ref: 'refs/heads/main' } },
    ));

  it('is of the own repository without an alias, and nothing without extends', () => {
    assert.deepEqual(readExtends('extends:\n  template: pipelines/release.yml\n'), {
      path: 'pipelines/release.yml',
      from: undefined,
    });
    assert.equal(readExtends('# extends:\nsteps:\n  - template: a.yml@s\n'), undefined);
    assert.equal(readExtends('stages:\n  - stage: A\n    extends: no\n'), undefined);
  });

  it('is given parameters, or not', () => {
    for (const text of [
      'extends:\n  template: a@b\n  parameters:\n    x: 1\n',
      'extends: { template: a@b, parameters: { x: 1 } }',
    ])
      assert.ok(givesParameters(text), text);
    for (const text of [
      'parameters:\n  - name: x\nextends:\n  template: a@b\n',
      'extends:\n  template: a@b # parameters:\n',
      'parameters: []',
    ])
      assert.ok(!givesParameters(text), text);
  });

  it('is read from any text in no time', () =>
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom('extends:', 'template:', '- repository:', ' ', '\n', 'a@b', "'", '{', 'name:', '  ')),
        (parts) => {
          readExtends(parts.join(''));
        },
      ),
    ));
});

describe('pipelines', () => {
  it('are known by every task and every template that there is', () => {
    assert.deepEqual([...SLIPWAY_TASKS].sort(), [...taskNames].sort());
    const templates = readdirSync(path.join(root, 'pipelines')).filter((file) => file.endsWith('.yml'));
    for (const file of templates) assert.ok(usesSlipway(`extends: { template: pipelines/${file}@s }`), file);
  });

  it('use Slipway by its tasks or its templates', () => {
    assert.ok(usesSlipway('steps:\n  - task: StageRelease@1\n') && usesSlipway(block));
    assert.ok(!usesSlipway('steps:\n  - task: DotNetCoreCLI@2\n') && !usesSlipway('- template: build.yml@tools'));
    assert.ok(reviewsChanges('extends: { template: p/pull-request.yml@s }') && !reviewsChanges(block));
    assert.ok(keepsVersions(block) && !keepsVersions('extends: { template: p/staging.yml@s }'));
  });

  it('name branches that pull requests go into; expressions are none', () => {
    const files = [
      { id: 1, name: 'a', text: block },
      { id: 2, name: 'b', text: 'sourceBranch: elsewhere' },
      { id: 3, name: 'c', text: undefined },
    ];
    assert.deepEqual(targetBranches('main', files), ['main', 'develop']);
  });
});
