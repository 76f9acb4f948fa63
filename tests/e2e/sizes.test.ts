import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, it } from 'mocha';
import { answerWith } from '../../sandbox/claude/scripted-answer.ts';
import { type Files, ReviewWorld } from '../support/review-world.ts';
import { isSweep } from '../support/trials.ts';

interface ResultFile {
  readonly examination: {
    readonly files: readonly { readonly path: string; readonly state: string }[];
    readonly parts: number;
  };
}

describe('AIReview on large pull requests', function () {
  this.timeout(120_000);
  let world: ReviewWorld;
  beforeEach(async () => (world = await ReviewWorld.start()));
  afterEach(function () {
    return world.stop(`sizes-${this.currentTest?.title.replace(/\W+/g, '-').slice(0, 50) ?? ''}`);
  });

  for (const count of isSweep ? [101, 2_001, 5_000] : [101, 2_001]) {
    it(`accounts for each of ${count} files and places a finding in the last`, async () => {
      const paths = Array.from({ length: count }, (_, index) => `src/part-${String(index).padStart(5, '0')}.ts`);
      const files = (text: (path: string) => string): Files =>
        Object.fromEntries(paths.map((path) => [path, text(path)]));
      const pullRequest = await world.openPullRequest(
        files((path) => `export const name = '${path}';\n`),
        files((path) => `export const name = '${path}';\nexport const size = ${path.length};\n`),
      );
      const last = paths.at(-1)!;
      const finding = {
        path: last,
        side: 'new',
        startLine: 2,
        endLine: 2,
        quote: `export const size = ${last.length};`,
        severity: 'minor',
        category: 'bug',
        title: 'Wrong.',
        explanation: 'So.',
        replacement: null,
      };
      world.sandbox.claude.script((request) =>
        answerWith({ findings: JSON.stringify(request).includes(`file: ${last}`) ? [finding] : [] }),
      );
      const run = await world.review(pullRequest, { inputs: { budgetUsd: '0' } });
      assert.equal(run.result, 'Succeeded', run.log.slice(-2_000));
      assert.equal(run.outputs['findingCount'], '1');
      assert.equal(run.outputs['coveragePercent'], '100');
      const result = JSON.parse(
        run.attachments.find(({ type }) => type === 'slipway.result')!.content.toString(),
      ) as ResultFile;
      assert.deepEqual(result.examination.files.map(({ path }) => path).sort(), paths);
      assert.ok(result.examination.files.every(({ state }) => state === 'reviewed'));
      const sent = new Set(
        world.sandbox.claude.requests.flatMap(
          ({ body }) => JSON.stringify(body).match(/=== file: src\/part-\d+/g) ?? [],
        ),
      );
      assert.equal(sent.size, count);
      assert.deepEqual(
        (await world.threads(pullRequest)).map(({ path }) => path),
        [`/${last}`, undefined],
      );
    });
  }
});
