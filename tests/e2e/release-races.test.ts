import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { ReleaseWorld } from '../support/release-world.ts';
import { trials } from '../support/trials.ts';

const ROUNDS = trials(300, 2);

/** Small and even, so that a failing round can be played again. */
const chance = (seed: number) => (n: number) => {
  seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648;
  return seed % n;
};

describe(`StageRelease, ${ROUNDS} times from two to eight at once`, function () {
  this.timeout(ROUNDS * 120_000);
  let world: ReleaseWorld;
  before(async () => {
    world = await ReleaseWorld.start();
    await world.git('tag', 'v1.0.0', 'main');
  });
  after(() => world.stop('release-races'));

  it('releases every change exactly once, and no version twice', async () => {
    const trunk = { sourceBranch: 'main', notesFile: '', versioning: 'patch', jiraConnection: '' };
    const merged: string[] = [];
    for (let round = 1; round <= ROUNDS; round += 1) {
      const pick = chance(round);
      const count = 2 + pick(7);
      for (let change = 0; change < 1 + pick(3); change += 1)
        merged.push((await world.merge({ into: 'main', title: `fix: ${round}-${change}` })).commit);
      const actions = Array.from({ length: count }, () => (pick(3) === 0 ? 'publish' : 'stage'));
      const runs = await Promise.all(actions.map((action) => world.release(action, trunk, { on: 'main' })));
      for (const run of runs) assert.ok(['Succeeded', 'SucceededWithIssues'].includes(run.result), run.log);
    }
    const last = await world.release('stage', trunk, { on: 'main' });
    assert.equal(last.result, 'Succeeded', last.log);
    const releases = await world.releases();
    const staged = (await world.staging())?.changes ?? [];
    const placed = [...releases.flatMap(({ changes }) => changes), ...staged].map(({ commit }) => commit ?? '');
    assert.deepEqual(placed.toSorted(), merged.toSorted());
    const versions = releases.map(({ version }) => version);
    assert.deepEqual(versions, [...new Set(versions)]);
    for (const { tag, commit } of releases) assert.equal(await world.tip(`refs/tags/${tag}`), commit);
    assert.ok(releases.length > 0);
  });
});
