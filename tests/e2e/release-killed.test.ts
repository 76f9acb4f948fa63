import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import type { ServiceRequest } from '../../sandbox/core/request.ts';
import { ReleaseWorld } from '../support/release-world.ts';
import { isSweep } from '../support/trials.ts';

const isWrite = ({ method, path, url }: ServiceRequest): boolean =>
  method !== 'GET' && !/pullrequestquery|git-upload-pack/.test(path + url.search);

type Kill = readonly [action: string, write: number];

const SOME_KILLS: readonly Kill[] = [['open', 2]];

const everyKill = (): readonly Kill[] =>
  ['stage', 'open', 'claim', 'publish'].flatMap((action) => [1, 2, 3, 4, 5, 6, 7, 8].map((n): Kill => [action, n]));

describe('StageRelease, killed behind its writes and run again', function () {
  this.timeout(isSweep ? 900_000 : 240_000);
  let world: ReleaseWorld;
  before(async () => {
    world = await ReleaseWorld.start();
    await world.git('tag', 'start-v1.0.0', 'develop');
    await world.merge({ title: 'feat: one', branch: 'feature/ABC-1' });
    await world.merge({ title: 'fix: two' });
  });
  after(() => world.stop('release-killed'));

  const inputs = (component: string) => ({ component, tagFormat: '{component}-v{version}', jiraConnection: '' });

  /** Runs an action and kills it when its n-th write is done; the whole number of writes when it survives. */
  async function runKilled(action: string, component: string, n: number): Promise<boolean> {
    const job = new AbortController();
    let seen = 0;
    world.sandbox.azureService.faults.add({
      match: (request) => isWrite(request) && (seen += 1) === n && (setImmediate(() => job.abort()), true),
      fault: { kind: 'stall', afterBytes: 0 },
      times: 1,
    });
    const run = await world.release(action, inputs(component), { signal: job.signal, sigintMs: 0, sigtermMs: 0 });
    world.sandbox.azureService.faults.clear();
    return run.result === 'Canceled';
  }

  /** What the release came to, without what its name brings along. */
  async function told(component: string) {
    const plain = (text: string) => text.replaceAll(component, 'c').replace(/\b[0-9a-f]{40}\b/g, 'sha');
    const staging = await world.staging(component);
    const [release] = await world.releases(component);
    const messages = (await world.ledgerMessages()).filter((message) => message.includes(`${component} `));
    const branches = await world.git('for-each-ref', '--format=%(refname)', `refs/heads/release/${component}`);
    const tags = await world.git('tag', '--list', `${component}-*`);
    return {
      staging: [staging?.version, staging?.state, staging?.changes.map(({ title }) => title)],
      release: [release?.version, release?.changes.map(({ title }) => title)],
      messages: messages.map((message) => plain(message).replace(/pull request \d+/, 'pull request')),
      refs: [plain(branches), plain(tags)],
    };
  }

  async function play(component: string, killed: string, n: number): Promise<boolean> {
    let hit = false;
    for (const action of ['stage', 'open', 'claim', 'publish']) {
      if (action === killed) hit = await runKilled(action, component, n);
      const run = await world.release(action, inputs(component), { buildId: 1000 });
      assert.notEqual(run.result, 'Failed', run.log);
      if (action === 'open') {
        const id = Number(run.outputs['releasePullRequestId']);
        assert.equal((await world.pullRequest(id)).title, `Release ${component} ${run.outputs['version']}`);
        await world.complete(id, 'noFastForward');
      }
    }
    return hit;
  }

  it('ends the same, with nothing twice', async () => {
    await play('start', 'nothing', 0);
    const whole = await told('start');
    let played = 0;
    const over = new Set<string>();
    for (const [action, n] of isSweep ? everyKill() : SOME_KILLS) {
      if (over.has(action)) continue;
      const component = `${action}-${n}`;
      await world.git('tag', `${component}-v1.0.0`, 'start-v1.0.0');
      if (await play(component, action, n)) played += 1;
      else over.add(action);
      assert.deepEqual(await told(component), whole, `killed at write ${n} of ${action}`);
    }
    assert.ok(played >= (isSweep ? 8 : SOME_KILLS.length), String(played));
  });
});
