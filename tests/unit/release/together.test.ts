import assert from 'node:assert/strict';
import fc from 'fast-check';
import { describe, it } from 'mocha';
import { openRelease } from '../../../src/release/actions/open-release.ts';
import { claimVersion } from '../../../src/release/actions/claim-version.ts';
import { publishRelease } from '../../../src/release/actions/publish-release.ts';
import type { ReleaseServices, ReleaseSettings } from '../../../src/release/release-services.ts';
import { stageChanges } from '../../../src/release/actions/stage-changes.ts';
import { trials } from '../../support/trials.ts';
import { FakeRelease, Killed, settings } from '../../support/fake-release.ts';
import { assertIndexed } from './assert-indexed.ts';

const publish = (services: ReleaseServices, own: ReleaseSettings) =>
  publishRelease(services, own, { environment: undefined });

/** Every change of the branch is in exactly one place, no version is there twice, and index and tags agree. */
function assertWhole(world: FakeRelease, merged: readonly string[]): void {
  const releases = world.releases();
  const staging = world.staging();
  const places = [
    ...releases.flatMap(({ changes }) => changes),
    ...(staging?.changes ?? []),
    ...(staging?.next?.changes ?? []),
  ].map(({ commit }) => commit ?? '');
  assert.deepEqual(places.toSorted(), merged.toSorted(), 'every change once');
  const versions = releases.map(({ version }) => version);
  assert.equal(new Set(versions).size, versions.length, 'no version twice');
  for (const { tag, commit } of releases) assert.equal(world.tags.get(tag), commit, `the tag ${tag}`);
  assertIndexed(world);
}

describe('Runs at the same moment', () => {
  const count = trials(1000, 300);

  it(`stage and publish without losing or doubling anything, ${count} times`, async () => {
    const own = settings({ sourceBranch: 'main', notesFile: undefined, versioning: 'patch' });
    const runs = fc.array(fc.constantFrom(stageChanges, stageChanges, publish), { minLength: 2, maxLength: 8 });
    await fc.assert(
      fc.asyncProperty(runs, fc.array(fc.nat(4), { minLength: 20, maxLength: 20 }), async (actions, turns) => {
        const world = new FakeRelease();
        const merged = [world.repository.commit('main', 'Start', { a: '0' })];
        let at = 0;
        world.turns = () => turns[at++ % turns.length] ?? 0;
        for (const round of [1, 2]) {
          const services = actions.map((_, index) => {
            merged.push(
              world.repository.merge('main', `fix: ${round}-${index}`, { [`${round}-${index}`]: '1' }).mergeCommit,
            );
            return world.services({ id: round * 100 + index, branch: 'main' });
          });
          await Promise.all(actions.map((act, index) => act(services[index]!, own)));
        }
        await stageChanges(world.services({ branch: 'main' }), own);
        assertWhole(world, merged);
      }),
      { numRuns: count },
    );
  });
});

describe('A run that is killed', () => {
  const own = settings();

  async function play(world: FakeRelease, times: { killAfter: number }): Promise<void> {
    const { repository } = world;
    const steps = [
      () => void repository.merge('develop', 'feat: one', { 'a.ts': '1' }),
      stageChanges,
      () => void repository.merge('develop', 'fix: two', { 'b.ts': '1' }),
      stageChanges,
      openRelease,
      () => void repository.merge('develop', 'feat: three', { 'c.ts': '1' }),
      stageChanges,
      () => void world.complete(world.staging()!.releasePullRequest!.id),
      claimVersion,
      publish,
    ];
    world.killAfter = times.killAfter;
    for (const [id, step] of steps.entries()) {
      if (step.length === 0) {
        (step as () => void)();
        continue;
      }
      for (let attempt = 0; attempt < 2; attempt += 1) {
        try {
          await step(world.services({ id: id + 1 }), own);
          break;
        } catch (error) {
          if (!(error instanceof Killed)) throw error;
          world.killAfter = Number.POSITIVE_INFINITY;
        }
      }
    }
  }

  function start(): FakeRelease {
    const world = new FakeRelease();
    world.repository.commit('main', 'Start', { 'a.ts': '0', 'CHANGELOG.md': '# Changelog\n' });
    world.repository.branches.set('develop', world.repository.branches.get('main')!);
    world.tags.set('v1.0.0', world.repository.branches.get('main')!);
    return world;
  }

  const told = (world: FakeRelease) => ({
    releases: world.releases().map(({ version, tag, changes }) => [version, tag, changes.map(({ title }) => title)]),
    staging: [world.staging()?.version, world.staging()?.changes.map(({ title }) => title)],
    tags: [...world.tags.keys()],
    pullRequests: [...world.pullRequests.values()].map(({ state, threads }) => [
      state.title,
      state.labels,
      threads.length,
    ]),
    branches: [...world.repository.branches.keys()],
  });

  /** The same work by the same clock leaves the same bytes. */
  const bytesOf = (world: FakeRelease) => {
    const ledger = ['index.json', 'staging/shop.json', 'releases/shop/1.1.0.json'].map((path) => world.file(path));
    assert.ok(ledger.every((text) => text !== undefined));
    const descriptions = [...world.pullRequests.values()].map(({ state }) => state.description);
    return [...ledger, ...world.messages, ...descriptions];
  };

  it('is taken up behind every single write, with the same end and nothing twice', async () => {
    const whole = start();
    await play(whole, { killAfter: Number.POSITIVE_INFINITY });
    const writes = whole.writes.length;
    assert.ok(writes >= 9, whole.writes.join('\n'));
    const again = start();
    await play(again, { killAfter: Number.POSITIVE_INFINITY });
    assert.deepEqual(bytesOf(again), bytesOf(whole));
    for (let kill = 0; kill < writes; kill += 1) {
      const world = start();
      await play(world, { killAfter: kill });
      assert.deepEqual(told(world), told(whole), `killed at ${whole.writes[kill]}`);
      assert.deepEqual(world.writes.toSorted(), whole.writes.toSorted(), `killed at ${whole.writes[kill]}`);
    }
  });

  it('leaves a description that later runs keep up to date, behind whichever write it was', async () => {
    const open = (world: FakeRelease, id: number) => openRelease(world.services({ id }), own);
    const saysNotReady = async (kill: number, change: (world: FakeRelease) => void): Promise<string | undefined> => {
      const world = start();
      world.repository.merge('develop', 'feat: one', { 'a.ts': '1' });
      await stageChanges(world.services(), own);
      const before = world.writes.length;
      world.killAfter = kill;
      await open(world, 5).catch((error: unknown) => assert.ok(error instanceof Killed));
      world.killAfter = Number.POSITIVE_INFINITY;
      const killedAt = world.writes[before + kill];
      change(world);
      await open(world, 6);
      const id = world.staging()!.releasePullRequest!.id;
      world.say(id, 'Blocker: it burns');
      world.killAfter = kill;
      await open(world, 7).catch((error: unknown) => assert.ok(error instanceof Killed));
      world.killAfter = Number.POSITIVE_INFINITY;
      await open(world, 8);
      assert.match(world.pullRequests.get(id)!.state.description, /it burns/, `killed at ${killedAt}`);
      world.change(id, { isDraft: true });
      await open(world, 9);
      assert.match(world.pullRequests.get(id)!.state.description, /is a draft/, `killed at ${killedAt}`);
      return killedAt;
    };
    for (let kill = 0; kill < 12; kill += 1) await saysNotReady(kill, () => undefined);
  });
});
