import assert from 'node:assert/strict';
import { afterEach, describe, it } from 'mocha';
import type { ServiceRequest } from '../../sandbox/core/request.ts';
import { SlackWorld } from '../support/slack-world.ts';
import { isSweep } from '../support/trials.ts';

type Over = Parameters<SlackWorld['post']>[2];

const isWrite = ({ method, path }: ServiceRequest): boolean =>
  (method === 'POST' && path.endsWith('/pushes')) || /^\/api\/chat\.(postMessage|update)$/.test(path);

describe('SlackNotify, killed behind its writes and with others at once', function () {
  this.timeout(isSweep ? 300_000 : 90_000);
  let world: SlackWorld;
  before(async () => {
    world = await SlackWorld.start();
    world.slack.setLimits('none');
    await world.post('Begin', { subject: 'begin' });
  });
  after(() => world.stop('killed'));
  afterEach(() => clearFaults());

  const services = () => [world.world.sandbox.azureService, world.world.sandbox.slackService];
  function clearFaults(): void {
    for (const { faults } of services()) faults.clear();
  }

  /** Ends a job at once when its n-th write is done; false when it has fewer. */
  async function kill(n: number, start: (over: Over) => Promise<unknown>) {
    const job = new AbortController();
    let seen = 0;
    let hit = false;
    for (const { faults } of services()) {
      faults.add({
        match: (request) => {
          hit ||= isWrite(request) && (seen += 1) === n;
          if (!hit || job.signal.aborted) return false;
          setImmediate(() => job.abort());
          return true;
        },
        fault: { kind: 'stall', afterBytes: 0 },
      });
    }
    await start({ signal: job.signal, sigintMs: 0, sigtermMs: 0 });
    clearFaults();
    return hit;
  }

  it('posts one message, behind whichever write it was killed', async () => {
    // Claimed, posted, placed, and the thread.
    for (const n of isSweep ? [1, 2, 3, 4, 5] : [2, 4]) {
      const channel = world.newChannel(`killed-${n}`);
      const buildId = world.newRun();
      const post = (over: Over = {}) =>
        world.post(`Message ${n}`, { channel, thread: 'Details' }, { ...over, buildId });
      const hit = await kill(n, post);
      assert.equal(hit, n < 5);
      if (!hit) continue;
      const run = await post();
      assert.equal(run.result, 'Succeeded', run.log);
      const messages = world.slack.messages(channel);
      assert.equal(messages.length, 1, `killed behind write ${n}`);
      assert.equal(messages.flatMap(({ replies }) => replies).length, 1, `killed behind write ${n}`);
      assert.deepEqual(
        [run.outputs['messageTs']],
        messages.map(({ ts }) => ts),
      );
    }
  });

  it('asks once, behind whichever write it was killed', async () => {
    for (const n of isSweep ? [1, 2, 3] : [2]) {
      const channel = world.newChannel(`asked-${n}`);
      const buildId = world.newRun();
      const question = `Question ${n}?`;
      const inputs = { action: 'ask', question, channel };
      assert.ok(await kill(n, (over) => world.notify(inputs, { ...over, buildId })));
      const { card, ended } = await world.ask(question, { channel }, { buildId });
      const asked = await world.click(world.now(card), 'Approve', 'Mara Novak').then(() => ended);
      assert.equal(asked.outputs['decision'], 'Approve', asked.log);
      assert.equal(world.slack.messages(channel).length, 1);
    }
  });

  it('posts one message when two jobs are the first at once', async () => {
    const channel = world.newChannel('together');
    const buildId = world.newRun();
    const post = (job: string) => world.post('Together', { channel }, { buildId, job });
    const runs = await Promise.all([post('One'), post('Two')]);
    for (const run of runs) assert.equal(run.result, 'Succeeded', run.log);
    assert.equal(world.slack.messages(channel).length, 1);
    assert.equal(new Set(runs.map(({ outputs }) => outputs['messageTs'])).size, 1);
  });
});
