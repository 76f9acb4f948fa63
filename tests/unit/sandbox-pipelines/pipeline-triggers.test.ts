import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { readTriggers } from '../../../sandbox/pipelines/compile/read-pipeline.ts';
import { PipelineInvalid } from '../../../sandbox/pipelines/plan.ts';

const triggers = (text: string) => readTriggers(`${text}\nsteps: []\n`, '/p.yml');
const none = { include: [], exclude: [] };

describe('sandbox pipelines: triggers', () => {
  it('of a file that says nothing are pushes to any branch', () => {
    assert.deepEqual(triggers(''), {
      ci: { branches: { include: ['*'], exclude: [] }, paths: none, batch: false },
      schedules: [],
      pipelines: [],
    });
  });

  it('are none, a list of branches, or filters', () => {
    assert.equal(triggers('trigger: none').ci, undefined);
    assert.equal(triggers('trigger:\n- none').ci, undefined);
    assert.deepEqual(triggers("trigger: [main, 'releases/*']").ci?.branches, {
      include: ['main', 'releases/*'],
      exclude: [],
    });
    assert.deepEqual(
      triggers('trigger:\n  batch: true\n  branches: { exclude: [old] }\n  paths: { include: [/src], exclude: [docs] }')
        .ci,
      {
        branches: { include: ['*'], exclude: ['old'] },
        paths: { include: ['/src'], exclude: ['docs'] },
        batch: true,
      },
    );
  });

  it('see the defaults of parameters', () => {
    const text =
      'parameters:\n- name: branch\n  default: main\n- name: other\ntrigger:\n- ${{ parameters.branch }}\n- x${{ parameters.other }}\n';
    assert.deepEqual(triggers(text).ci?.branches.include, ['main', 'x']);
  });

  it('may be schedules', () => {
    const text =
      "schedules:\n- cron: '0 3 * * Mon-Fri'\n  displayName: Nightly\n  branches: { include: [main] }\n  always: true\n- cron: '0 0 * * *'\n";
    assert.deepEqual(triggers(text).schedules, [
      { cron: '0 3 * * Mon-Fri', displayName: 'Nightly', branches: { include: ['main'], exclude: [] }, always: true },
      { cron: '0 0 * * *', displayName: '', branches: { include: ['*'], exclude: [] }, always: false },
    ]);
  });

  it('may be runs of other pipelines', () => {
    const list = (trigger: string) =>
      triggers(`resources:\n  pipelines:\n  - pipeline: up\n    source: Upstream\n    branch: main\n${trigger}`)
        .pipelines;
    assert.deepEqual(list(''), []);
    assert.deepEqual(list('    trigger: none\n'), []);
    assert.deepEqual(list('    trigger: true\n'), [{ alias: 'up', source: 'Upstream', branches: ['*'] }]);
    assert.deepEqual(list('    trigger: { branches: [main, r/*] }\n'), [
      { alias: 'up', source: 'Upstream', branches: ['main', 'r/*'] },
    ]);
    assert.deepEqual(list('    trigger: { branches: { include: [main] } }\n'), [
      { alias: 'up', source: 'Upstream', branches: ['main'] },
    ]);
    assert.deepEqual(list('    trigger: { enabled: false }\n'), []);
  });

  it('of kinds that the sandbox has not are refused by name, wrong ones where they stand', () => {
    const rows = [
      ['trigger: { tags: [v1] }', "'tags' here"],
      ['trigger: sometimes', "/p.yml (Line: 1, Col: 10): Unexpected value 'sometimes'"],
      ["schedules:\n- cron: '* * *'", "The cron expression '* * *' is not valid."],
      ['schedules:\n- displayName: x', "Unexpected value ''"],
      ['resources: { pipelines: [{ pipeline: p, trigger: { stages: [a] } }] }', "'stages' here"],
    ] as const;
    for (const [text, expected] of rows)
      assert.throws(
        () => triggers(text),
        (error) => error instanceof PipelineInvalid && error.message.includes(expected),
        text,
      );
  });
});
