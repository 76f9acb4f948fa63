import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, it } from 'mocha';
import { runNode } from '../../scripts/run-command.ts';

const bench = (...args: string[]) => runNode(['--import=tsx', 'scripts/bench.ts', ...args]);

describe('npm run bench', function () {
  this.timeout(120_000);

  it('finds bundle and prompts within their limits, and writes down what it measured', async () => {
    const { status, output } = await bench('--quick', '--only', 'bundle,prompt');
    assert.equal(status, 0, output);
    assert.doesNotMatch(output, /OVER|NaN/);
    const file = path.join(import.meta.dirname, '../../out/bench-quick.json');
    const { figures } = JSON.parse(readFileSync(file, 'utf8')) as { figures: { measure: string; ok: boolean }[] };
    const measured = figures.map(({ measure }) => measure);
    for (const measure of [
      'bundle of AIReview',
      'system prompt and tools',
      'diff, next to two blocks a hunk',
      'pure rename',
      'follow-up requests from the cache',
    ])
      assert.ok(measured.includes(measure), `${measure} is not among ${measured.join(', ')}`);
    assert.ok(figures.every(({ ok }) => ok));
  });

  it('refuses a measure that it does not know', async () => {
    const { status, output } = await bench('--only', 'weight');
    assert.equal(status, 2);
    assert.match(output, /no measure weight/);
  });
});
