import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { after, before, describe, it } from 'mocha';
import { createSampleRepository } from '../../sandbox/sample/create-sample-repository.ts';
import { runNode } from '../../scripts/run-command.ts';

describe('npm run review', function () {
  this.timeout(60_000);
  let folder: string;
  let clone: string;
  before(async () => {
    folder = mkdtempSync(path.join(os.tmpdir(), 'slipway-review-'));
    clone = path.join(folder, 'sample.git');
    await createSampleRepository({ directory: clone });
  });
  after(() => rmSync(folder, { recursive: true, force: true }));

  // Junk of other tools in the environment changes nothing.
  const env = { ANTHROPIC_API_KEY: undefined, ANTHROPIC_BASE_URL: 'http://127.0.0.1:9', GIT_DIR: '/nowhere' };
  const review = (...args: string[]) => runNode(['--import=tsx', 'scripts/review.ts', ...args], { env });

  it('shows findings on the terminal and tells by its status that something blocks', async () => {
    const { output, status } = await review(clone, '--head', 'feature/PARCEL-33-cancel');
    assert.equal(status, 1, output);
    assert.match(output, /MAJOR src\/routes\/parcels\.ts:55 \(bug\)/);
    assert.match(output, /\+ +await deleteParcel/);
  });

  it('gives SARIF and JSON', async () => {
    const sarif = await review(clone, '--head', 'feature/PARCEL-33-cancel', '--sarif');
    const { runs } = JSON.parse(sarif.output.slice(sarif.output.indexOf('{'))) as {
      runs: { results: { ruleId: string; locations: unknown }[] }[];
    };
    assert.equal(runs[0]?.results[0]?.ruleId, 'bug');
    const json = await review(clone, '--head', 'chore/upgrade-pg', '--json');
    assert.equal(json.status, 0, json.output);
    assert.match(json.output, /"rule": "lock file"/);
  });

  for (const [what, args, code] of [
    ['a folder without a repository', [os.tmpdir()], /GIT_NO_REPOSITORY/],
    ['an unknown branch', ['CLONE', '--head', 'no-such'], /GIT_REVISION_UNKNOWN/],
    ['an option as a branch', ['CLONE', '--head=--output=x'], /GIT_REVISION_UNKNOWN/],
    ['no path', [], /npm run review -- PATH/],
  ] as const) {
    it(`says what is wrong with ${what}`, async () => {
      const { output, status } = await review(...args.map((arg) => (arg === 'CLONE' ? clone : arg)));
      assert.equal(status, 2);
      assert.match(output, code);
    });
  }
});
