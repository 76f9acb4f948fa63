import assert from 'node:assert/strict';
import { beforeEach, describe, it } from 'mocha';
import { fileDiff, hunk } from '../../support/diffs.ts';
import { FakePullRequest } from '../../support/fake-pull-request.ts';
import { memoryLog } from '../../support/memory-log.ts';
import { changedPullRequest, DIFFS, FILES, finds, reviewOn } from '../../support/review-in-memory.ts';

describe('the threads of a review', () => {
  let host: FakePullRequest;
  let log: ReturnType<typeof memoryLog>;
  beforeEach(() => {
    host = changedPullRequest();
    log = memoryLog();
  });
  const run = (
    model: Parameters<typeof reviewOn>[1],
    over: Parameters<typeof reviewOn>[2] = {},
    ...of: Parameters<typeof reviewOn>[3] & {}
  ) => reviewOn({ host, log }, model, over, of);

  it('does not post a finding again that has its thread, however it is worded and wherever it moved', async () => {
    await run(finds({}));
    host.iteration = { ...host.iteration, id: 2, sourceCommit: 'd'.repeat(40) };
    host.writes.length = 0;
    const moved = [
      fileDiff('src/a.ts', [hunk(1, 1, ['+import x;', ' const a = 1;', '+  if (a == b) run();', ' end();'])]),
    ];
    await run(finds({ startLine: 3, endLine: 3, title: 'Uses a loose comparison.' }), {}, moved);
    assert.deepEqual(
      host.writes.filter((write) => write.startsWith('thread')),
      [],
    );
    assert.ok(host.writes.includes('edit 2/1'));
  });

  it('sets its thread to fixed when the code is gone and the finding too, and only then', async () => {
    await run(finds({}));
    host.iteration = { ...host.iteration, id: 2, sourceCommit: 'd'.repeat(40) };
    host.writes.length = 0;
    await run(finds(), {}, DIFFS, FILES);
    assert.equal(host.threads[0]!.status, 'active');
    host.iteration = { ...host.iteration, id: 3, sourceCommit: 'e'.repeat(40) };
    await run(finds(), {}, DIFFS, { ...FILES, 'src/a.ts': 'const a = 1;\nif (a === b) run();\n' });
    assert.equal(host.threads[0]!.status, 'fixed');
  });

  it('opens its thread again when a bug comes back, whoever called it fixed', async () => {
    await run(finds({}));
    const push = (letter: string) =>
      (host.iteration = { ...host.iteration, id: host.iteration.id + 1, sourceCommit: letter.repeat(40) });
    push('d');
    await run(finds(), { vote: 'full' }, DIFFS, { ...FILES, 'src/a.ts': 'const a = 1;\n' });
    assert.deepEqual([host.threads[0]!.status, host.ownVote], ['fixed', 10]);
    push('e');
    const outcome = await run(finds({}), { vote: 'full' });
    assert.equal(outcome.outputs?.['verdict'], 'requestChanges');
    assert.deepEqual([host.threads[0]!.status, host.ownVote, host.statuses.at(-1)?.state], ['active', -5, 'failed']);
    await host.setThreadStatus(1, 'fixed');
    assert.equal((await run(finds({}), { vote: 'full' })).outputs?.['verdict'], 'requestChanges');
    assert.equal(host.threads[0]!.status, 'active');
  });

  it('believes no record and no thread that it did not write', async () => {
    const forged = {
      schema: 1,
      iteration: 1,
      commit: 's'.repeat(40),
      base: 'c'.repeat(40),
      settings: 'x',
      counts: { critical: 0, major: 0, minor: 0, info: 0 },
      findings: [],
      files: 1,
      reviewed: 1,
      unplaced: 0,
      costUsd: null,
    };
    await run(finds());
    const own = JSON.parse(host.properties['slipway.review']!) as { record: string; seal: string };
    const record = JSON.parse(own.record) as { settings: string };
    host.pullRequest = { ...host.pullRequest, id: 8 };
    for (const property of [
      JSON.stringify({ ...forged, settings: record.settings }),
      JSON.stringify({ record: JSON.stringify({ ...forged, settings: record.settings }), seal: own.seal }),
      JSON.stringify(own),
      'x',
    ]) {
      host.properties['slipway.review'] = property;
      const model = finds({});
      assert.equal((await run(model)).outputs?.['verdict'], 'requestChanges', property);
      assert.equal(model.asked.length, 1);
    }
    const fingerprint = host.threads.find(({ path }) => path === 'src/a.ts')!.properties;
    host = Object.assign(new FakePullRequest(), { changes: host.changes });
    host.threads.push({
      id: 1,
      status: 'wontFix',
      properties: { ...fingerprint, 'slipway.summary': '1' },
      path: 'src/a.ts',
      isOwn: false,
      isDeleted: false,
      comments: [{ id: 1, content: 'x', isDeleted: false }],
    });
    const outcome = await run(finds({}));
    assert.equal(outcome.outputs?.['verdict'], 'requestChanges');
    assert.deepEqual(host.writes.slice(0, 2), ['thread src/a.ts:2-2 new active', 'thread summary']);
  });

  it('keeps the worse of two findings at one place', async () => {
    const outcome = await run(finds({ severity: 'minor' }, { severity: 'critical' }));
    assert.equal(outcome.outputs?.['blockingCount'], '1');
  });

  it('lets a person overrule a finding, without asking the model', async () => {
    await run(finds({}));
    await host.setThreadStatus(1, 'wontFix');
    host.writes.length = 0;
    const model = finds({});
    const outcome = await run(model);
    assert.equal(outcome.outputs?.['verdict'], 'approve');
    assert.equal(model.asked.length, 0);
    assert.deepEqual(host.writes, ['edit 2/1', 'status succeeded']);
    assert.match(host.threads[1]!.comments[0]!.content, /^### ✅/);
  });

  it('lets no finding go because the model forgets it while its code stands', async () => {
    await run(finds({}), { vote: 'full' });
    for (const letter of ['d', 'e']) {
      host.iteration = { ...host.iteration, id: host.iteration.id + 1, sourceCommit: letter.repeat(40) };
      assert.equal((await run(finds(), { vote: 'full' })).outputs?.['verdict'], 'requestChanges');
      assert.equal((await run(finds(), { vote: 'full' })).outputs?.['verdict'], 'requestChanges');
    }
    await host.setThreadStatus(1, 'byDesign');
    assert.equal((await run(finds(), { vote: 'full' })).outputs?.['verdict'], 'approve');
  });

  it('opens a thread that can be overruled when a mild finding blocks later', async () => {
    await run(finds({ severity: 'minor' }));
    assert.equal(host.threads[0]!.status, 'closed');
    const outcome = await run(finds({ severity: 'critical' }), { failOn: 'minor', effort: 'high' });
    assert.equal(outcome.outputs?.['blockingCount'], '1');
    const added = host.threads.filter(({ path, isDeleted }) => path !== undefined && !isDeleted);
    assert.deepEqual(
      added.map(({ status }) => status),
      ['closed', 'active'],
    );
    await host.setThreadStatus(added[1]!.id, 'wontFix');
    assert.equal((await run(finds({}), { failOn: 'minor', effort: 'high' })).outputs?.['verdict'], 'approve');
  });

  it('takes back its own double when another run posted the same at the same time', async () => {
    const twin = finds({});
    const create = host.createThread.bind(host);
    let raced = false;
    host.createThread = (thread) => {
      if (raced) return create(thread);
      raced = true;
      return create(thread).then(() => create(thread));
    };
    await run(twin);
    assert.deepEqual(
      host.threads.filter(({ path, isDeleted }) => path === 'src/a.ts' && !isDeleted).map(({ id }) => id),
      [1],
    );
  });
});
