import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { LEDGER_SCHEMA, type ReleaseDocument } from '../../src/release/ledger/ledger-documents.ts';
import { filesOf } from '../../src/release/ledger/ledger-transition.ts';
import { ReleaseWorld } from '../support/release-world.ts';

/** A release that is in production, as `publish` left it. */
const released = (version: string, previousVersion: string | null, day: number): ReleaseDocument => ({
  schema: LEDGER_SCHEMA,
  component: 'shop',
  version,
  previousVersion,
  startedAt: `2026-02-0${day}T08:00:00.000Z`,
  updatedAt: `2026-02-0${day}T09:00:00.000Z`,
  changes: [],
  state: 'released',
  commit: String(day).repeat(40),
  sourceCommit: String(day).repeat(40),
  tag: `v${version}`,
  releasedAt: `2026-02-0${day}T09:00:00.000Z`,
  run: 900 + day,
  notes: `What ${version} brings.\n`,
  deployments: [
    { environment: 'Production', run: 900 + day, at: `2026-02-0${day}T10:00:00.000Z`, result: 'succeeded' },
  ],
});

describe('StageRelease, looking at releases and going back', function () {
  this.timeout(60_000);
  let world: ReleaseWorld;
  const run = (action: string, inputs: Record<string, string> = {}, buildId = 42) =>
    world.release(action, { jiraConnection: '', ...inputs }, { fetchDepth: 'none', buildId });
  const back = { to: '1.1.0', environment: 'Production' };
  const states = async () => (await world.releases()).map(({ version, state }) => `${version} ${state}`);

  before(async () => {
    world = await ReleaseWorld.start();
    const releases = [released('1.0.0', null, 1), released('1.1.0', '1.0.0', 2), released('1.2.0', '1.1.0', 3)];
    const ledger = { component: 'shop', message: 'Import releases', staging: undefined, releases };
    const files = filesOf(ledger, { schema: LEDGER_SCHEMA, components: [] });
    await world.commit('slipway/ledger', Object.fromEntries(files.map(({ path, content }) => [path, content])));
  });
  after(() => world.stop('release-back'));

  it('shows what was released, and writes nothing', async () => {
    const shown = await run('show');
    assert.equal(shown.result, 'Succeeded', shown.log);
    assert.match(
      shown.log,
      /Nothing of shop is staged\.[^]*\n1\.2\.0 [^\n]* released [^\n]*\n1\.1\.0 [^\n]*\n1\.0\.0 /,
    );
    assert.deepEqual([shown.outputs['version'], shown.outputs['changed'], world.writes], ['', 'false', []]);
  });

  it('refuses a version that was never released, and names those that were', async () => {
    const refused = await run('rollback', { ...back, to: '1.3.0' });
    assert.equal(refused.result, 'Failed', refused.log);
    assert.match(
      refused.message ?? '',
      /shop has no release 1\.3\.0\. \[RELEASE_UNKNOWN\]\nReleased were: 1\.2\.0, 1\.1\.0/,
    );
    assert.deepEqual(world.writes, []);
  });

  it('foretells a return without writing it', async () => {
    const foretold = await run('rollback', { ...back, dryRun: 'true' });
    assert.equal(foretold.result, 'Succeeded', foretold.log);
    assert.match(foretold.log, /the ledger would get "Roll shop back from 1\.2\.0 to 1\.1\.0 in Production"/);
    assert.deepEqual([foretold.outputs['tag'], world.writes], ['v1.1.0', []]);
  });

  it('records a return once, and shows it afterwards', async () => {
    const returned = await run('rollback', back);
    assert.equal(returned.result, 'Succeeded', returned.log);
    const { version, tag, commit, changed } = returned.outputs;
    assert.deepEqual([version, tag, commit, changed], ['1.1.0', 'v1.1.0', '2'.repeat(40), 'true']);
    assert.deepEqual(await states(), ['1.0.0 released', '1.1.0 released', '1.2.0 rolledBack']);
    const { deployments } = (await world.releases())[1]!;
    assert.deepEqual(
      deployments.map((one) => [one.environment, one.run, one.result]),
      [
        ['Production', 902, 'succeeded'],
        ['Production', 42, 'rolledBack'],
      ],
    );
    const before = world.writes.length;
    const again = await run('rollback', back);
    assert.deepEqual([again.result, again.outputs['changed'], world.writes.slice(before)], ['Succeeded', 'false', []]);
    const shown = await run('show');
    assert.match(shown.log, /\n1\.2\.0 [^\n]* rolledBack /);
  });
});
