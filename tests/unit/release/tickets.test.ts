import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { openRelease } from '../../../src/release/actions/open-release.ts';
import { stageChanges } from '../../../src/release/actions/stage-changes.ts';
import type { TicketFacts } from '../../../src/release/ports.ts';
import { FakeRelease, settings } from '../../support/fake-release.ts';

const own = settings();

const ticket = (key: string, over: Partial<TicketFacts> = {}): TicketFacts => ({
  key,
  title: `Title of ${key}`,
  type: 'Story',
  url: `https://jira.example/browse/${key}`,
  status: 'Done',
  labels: [],
  ...over,
});

/** 1.0.0 is released; one change names its tickets. */
function start(title: string, ...tickets: readonly TicketFacts[]): FakeRelease {
  const world = new FakeRelease();
  world.repository.commit('main', 'Start', { 'a.ts': '0' });
  world.repository.branches.set('develop', world.repository.branches.get('main')!);
  world.tags.set('v1.0.0', world.repository.branches.get('main')!);
  for (const one of tickets) world.tickets.set(one.key, one);
  world.repository.merge('develop', title, { 'a.ts': '1' });
  return world;
}

const ticketsOf = (world: FakeRelease) => world.staging()?.changes.flatMap(({ tickets }) => tickets) ?? [];

describe('The tickets of a release', () => {
  it('stand in the ledger with title, type, link, status, and when they were read', async () => {
    const world = start('feat: one ABC-1 ABC-2', ticket('ABC-1'));
    await stageChanges(world.services(), own);
    const { labels: _, ...told } = ticket('ABC-1');
    const nothing = { title: null, type: null, url: null, status: null, statusAt: null };
    assert.deepEqual(ticketsOf(world), [
      { ...told, statusAt: world.staging()?.updatedAt },
      { key: 'ABC-2', ...nothing },
    ]);
  });

  it('are read anew when it is opened, and one that says the same keeps its moment', async () => {
    const world = start('feat: one ABC-1 ABC-2', ticket('ABC-1'), ticket('ABC-2'));
    await stageChanges(world.services(), own);
    const staged = world.staging()!.updatedAt;
    world.tickets.set('ABC-2', ticket('ABC-2', { status: 'Reopened' }));
    await openRelease(world.services(), own);
    const [first, second] = ticketsOf(world);
    assert.deepEqual([first?.status, first?.statusAt], ['Done', staged]);
    assert.equal(second?.status, 'Reopened');
    assert.ok(Date.parse(second.statusAt ?? '') > Date.parse(staged));
  });

  it('stand under the keys that they were moved to, once', async () => {
    const world = start('feat: one ABC-1 ABC-2', ticket('ABC-2'));
    world.tickets.set('ABC-1', ticket('ABC-2'));
    await stageChanges(world.services(), own);
    assert.deepEqual(
      ticketsOf(world).map(({ key }) => key),
      ['ABC-2'],
    );
  });

  for (const [what, facts, version, because] of [
    ['type', { type: 'Story' }, '1.1.0', 'minor: ABC-1 is a Story'],
    ['label', { type: 'Bug', labels: ['breaking'] }, '2.0.0', 'major: ABC-1 is labelled breaking'],
  ] as const)
    it(`decide its version by their ${what}, and the ledger says so`, async () => {
      const world = start('one ABC-1', ticket('ABC-1', facts));
      await stageChanges(world.services(), { ...own, versioning: 'ticket' });
      const staging = world.staging();
      assert.deepEqual([staging?.version, staging?.changes[0]?.because], [version, because]);
    });

  it('are linked in its pull request', async () => {
    const world = start('feat: one ABC-1', ticket('ABC-1'));
    await stageChanges(world.services(), own);
    await openRelease(world.services(), own);
    const [pullRequest] = world.pullRequests.values();
    assert.match(pullRequest?.state.description ?? '', /\[ABC-1\]\(https:\/\/jira\.example\/browse\/ABC-1\)/);
  });
});

describe('The pull request of a release', () => {
  it('remembers in a property which release it is, the run that opened it and what was written', async () => {
    const world = start('feat: one');
    await stageChanges(world.services(), own);
    await openRelease(world.services({ id: 5 }), own);
    world.repository.merge('develop', 'feat: two', { 'b.ts': '1' });
    await openRelease(world.services({ id: 6 }), own);
    const [pullRequest] = world.pullRequests.values();
    assert.deepEqual(JSON.parse(pullRequest?.properties['slipway.release'] ?? ''), {
      schema: 1,
      component: 'shop',
      version: '1.1.0',
      run: 'https://x/run/5',
      description: pullRequest?.state.description,
    });
  });
});
