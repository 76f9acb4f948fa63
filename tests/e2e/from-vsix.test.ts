import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { after, before, describe, it } from 'mocha';
import { answerWith } from '../../sandbox/claude/scripted-answer.ts';
import { readVsix } from '../support/contract/shipped.ts';
import { ReviewWorld } from '../support/review-world.ts';

/** Unpacks one task, as an agent gets it: its folder and nothing around it. */
function unpackTask(name: string): string {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'slipway-vsix-'));
  for (const [file, content] of readVsix()) {
    if (!file.startsWith(`tasks/${name}/`)) continue;
    writeFileSync(path.join(folder, path.basename(file)), content);
  }
  return folder;
}

describe('AIReview unpacked from the VSIX', () => {
  let world: ReviewWorld;
  let taskFolder: string;

  before(async () => {
    world = await ReviewWorld.start();
    taskFolder = unpackTask('AIReview');
  });
  after(async () => {
    await world.stop('from-vsix');
    rmSync(taskFolder, { recursive: true, force: true });
  });

  it('reviews from its folder alone', async () => {
    const pullRequest = await world.openPullRequest({ 'a.ts': 'one();\n' }, { 'a.ts': 'two();\n' });
    const finding = {
      path: 'a.ts',
      side: 'new',
      startLine: 1,
      endLine: 1,
      quote: 'two();',
      severity: 'major',
      category: 'bug',
      title: 'Two is one too many.',
      explanation: 'It was agreed to be one.',
      replacement: null,
    };
    world.sandbox.claude.script(() => answerWith({ findings: [finding] }));
    const run = await world.review(pullRequest, { taskFolder });
    assert.equal(run.result, 'Succeeded', run.log);
    assert.equal(run.outputs['verdict'], 'requestChanges');
    assert.deepEqual(
      (await world.threads(pullRequest)).map((thread) => thread.path),
      ['/a.ts', undefined],
    );
  });
});
