import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { nameOutput, TaskResult, tellingOutputs, tellOutcome } from '../../../hub/run-tab/task-results.ts';

describe('The results of a run, in its tab', () => {
  it('are read from any version, and from what is half there', () => {
    const parsed = TaskResult.parse({ task: 'StageRelease', schema: 9, outputs: 'none', document: { component: 1 } });
    assert.deepEqual([parsed.task, parsed.outputs, parsed.document], ['StageRelease', {}, undefined]);
    assert.equal(TaskResult.safeParse({ outcome: 'succeeded' }).success, false);
  });

  it('tell how each task ended, also in words to come', () => {
    for (const outcome of ['succeeded', 'warned', 'skipped', 'blocked', 'failed', 'cancelled'])
      assert.notEqual(tellOutcome(outcome).words, outcome);
    assert.equal(tellOutcome('exploded').words, 'exploded');
    assert.equal(tellOutcome('succeeded').tone, 'good');
    assert.equal(tellOutcome('blocked').tone, 'bad');
  });

  it('show outputs by names that people read, and no paths', () => {
    assert.equal(nameOutput('releasePullRequestId'), 'Release pull request id');
    assert.deepEqual(tellingOutputs({ outputs: { version: '1.2.0', tag: '', resultFile: '/agent/x.json' } }), [
      ['version', '1.2.0'],
    ]);
    const said = { tickets: 'ABC-1, ABC-2', url: 'https://dev.azure.com/x/_git/shop', range: 'v1/a..v2/b' };
    const paths = { notes: '/agent/_temp/notes.md', report: 'C:\\agent\\_temp\\report.html' };
    assert.deepEqual(tellingOutputs({ outputs: { ...said, ...paths } }), Object.entries(said));
  });
});
