import assert from 'node:assert/strict';
import { afterEach, describe, it } from 'mocha';
import type { FaultKind } from '../../sandbox/core/faults.ts';
import type { ServiceRequest } from '../../sandbox/core/request.ts';
import { SlackWorld } from '../support/slack-world.ts';

describe('SlackNotify, posting', function () {
  this.timeout(60_000);
  let world: SlackWorld;
  let channels = 0;

  before(async () => {
    world = await SlackWorld.start();
    world.slack.setLimits({ messages: { perMinute: Infinity, burst: Infinity } });
  });
  after(() => world.stop('post'));
  afterEach(() => {
    world.world.sandbox.slackService.faults.clear();
    world.world.sandbox.azureService.faults.clear();
    world.slack.setTimings({ editWindowMs: undefined });
  });

  const newChannel = () => world.newChannel(`post-${(channels += 1)}`);
  const strike = (method: string, fault: FaultKind, times = 1) =>
    world.world.sandbox.slackService.faults.add({
      match: ({ path }: ServiceRequest) => path === `/api/${method}`,
      fault,
      times,
    });

  it('keeps one channel message through three stages and five runs again, and writes nothing that stands already', async () => {
    const channel = newChannel();
    const buildId = world.newRun();
    const post = (stage: string, inputs = {}) =>
      world.post(`Stage ${stage}`, { channel, ...inputs }, { buildId, variables: { 'System.StageName': stage } });
    const places: (string | undefined)[] = [];
    for (const stage of ['Build', 'Sandbox', 'Production']) {
      const run = await post(stage, { thread: 'All *details*' });
      assert.equal(run.result, 'Succeeded', run.log);
      places.push(run.outputs['messageTs']);
    }
    const before = world.writes;
    const again = await post('Production', { thread: 'All *details*' });
    assert.match(again.log, /Nothing is new/);
    assert.deepEqual(world.writes, before);
    for (let time = 0; time < 2; time += 1) places.push((await post(`Attempt ${time}`)).outputs['messageTs']);
    const [message, ...others] = world.slack.messages(channel);
    assert.ok(message);
    assert.deepEqual(others, []);
    assert.deepEqual(new Set(places), new Set([message.ts]));
    assert.match(message.words, /Attempt 1/);
    assert.match(message.replies.map(({ words }) => words).join(''), /All _details_/);
    assert.equal(message.replies.length, 1);
    assert.ok(message.metadata);
  });

  it('posts a deleted message anew, and goes on in the thread of one that can no longer be edited', async () => {
    const channel = newChannel();
    const subject = 'release-1';
    const first = await world.post('One', { channel, subject });
    world.slack.deleteMessage(channel, first.outputs['messageTs'] ?? '');
    const second = await world.post('Two', { channel, subject });
    assert.match(second.log, /was deleted/);
    assert.notEqual(second.outputs['messageTs'], first.outputs['messageTs']);
    world.slack.setTimings({ editWindowMs: 0 });
    const buildId = world.newRun();
    const third = await world.post('Three', { channel, subject }, { buildId });
    assert.equal(third.result, 'Succeeded', third.log);
    const before = world.writes.filter((write) => write.endsWith('ok'));
    await world.post('Three', { channel, subject }, { buildId });
    assert.deepEqual(
      world.writes.filter((write) => write.endsWith('ok')),
      before,
    );
    const [message, ...others] = world.slack.messages(channel);
    assert.deepEqual(others, []);
    assert.match(message?.words ?? '', /Two/);
    assert.match(message?.replies.map(({ words }) => words).join() ?? '', /Three/);
  });

  it('goes on without being allowed to read the channel, and says which scope it lacks', async () => {
    const channel = newChannel();
    const scopes = ['chat:write'];
    const slack = world.connection({ apitoken: world.slack.issueToken(world.app.appId, { scopes }) });
    for (const text of ['One', 'Two']) {
      const run = await world.post(text, { channel, subject: 'blind' }, { connections: { slack } });
      assert.equal(run.result, 'Succeeded', run.log);
      if (text === 'Two') assert.match(run.log, /channels:history/);
    }
    assert.deepEqual(
      world.slack.messages(channel).map(({ text }) => text),
      ['Two'],
    );
  });

  it('waits as long as Slack asks for, unless that is too long for a step', async () => {
    const channel = newChannel();
    const times: number[] = [];
    world.world.sandbox.slackService.faults.add({
      match: ({ path }) => path === '/api/chat.postMessage' && (times.push(Date.now()), times.length === 1),
      fault: {
        kind: 'answer',
        status: 429,
        headers: { 'retry-after': '2' },
        body: { ok: false, error: 'ratelimited' },
      },
    });
    const waited = await world.post('Patient', { channel, subject: 'limited' });
    assert.equal(waited.result, 'Succeeded', waited.log);
    assert.equal(times.length, 2);
    assert.ok((times[1] ?? 0) - (times[0] ?? 0) >= 2_000);
    world.world.sandbox.slackService.faults.clear();
    strike('chat.update', { kind: 'answer', status: 429, headers: { 'retry-after': '600' }, body: { ok: false } });
    const given = await world.post('Impatient', { channel, subject: 'limited' });
    assert.equal(given.result, 'SucceededWithIssues', given.log);
    assert.match(given.log, /SLACK_RATE_LIMITED/);
    assert.ok(given.durationMs < 15_000);
  });

  it('posts once when the answer to its post is lost', async () => {
    const channel = newChannel();
    strike('chat.postMessage', { kind: 'lostAnswer' });
    const run = await world.post('Once', { channel, subject: 'lost' });
    assert.equal(run.result, 'Succeeded', run.log);
    assert.deepEqual(
      world.slack.messages(channel).map(({ ts }) => ts),
      [run.outputs['messageTs']],
    );
  });

  it('is green with one warning when Slack is down, or red if failOnError says so', async () => {
    const channel = newChannel();
    const buildId = world.newRun();
    const post = (text: string, inputs = {}) => world.post(text, { channel, ...inputs }, { buildId });
    world.world.sandbox.slackService.faults.add({
      match: () => true,
      fault: { kind: 'answer', status: 404, body: 'gone' },
    });
    const warned = await post('Down');
    assert.equal(warned.result, 'SucceededWithIssues', warned.log);
    assert.equal(warned.issues.length, 1);
    assert.equal(warned.outputs['messageTs'], '');
    const failed = await post('Down', { failOnError: 'true' });
    assert.equal(failed.result, 'Failed', failed.log);
    world.world.sandbox.slackService.faults.clear();
    strike('chat.postMessage', { kind: 'reset' }, 2);
    const back = await post('Up');
    assert.equal(back.result, 'Succeeded', back.log);
    assert.equal(world.slack.messages(channel).length, 1);
  });

  const troubles: Record<string, [code: RegExp, spoil: (channel: string) => Parameters<SlackWorld['post']>[2]]> = {
    'the app is not in the channel': [
      /SLACK_NOT_IN_CHANNEL.*\/invite @slipway/s,
      (channel) => (world.slack.remove(channel, world.app.appId), {}),
    ],
    'the channel is archived': [/SLACK_CHANNEL_ARCHIVED/, (channel) => (world.slack.archive(channel), {})],
    'the token was revoked': [
      /SLACK_AUTH/,
      () => {
        const apitoken = world.slack.issueToken(world.app.appId);
        world.slack.deleteToken(apitoken);
        return { connections: { slack: world.connection({ apitoken }) } };
      },
    ],
    'the app may not write': [
      /SLACK_SCOPE_MISSING.*chat:write/s,
      () => {
        const apitoken = world.slack.issueToken(world.app.appId, { scopes: ['channels:history'] });
        return { connections: { slack: world.connection({ apitoken }) } };
      },
    ],
    'it may not write the ledger': [/AZURE_DEVOPS_FORBIDDEN/, () => ({ token: world.world.readOnlyToken() })],
  };
  it('says what to do about whatever keeps it from posting', async () => {
    const posts = Object.entries(troubles).map(async ([what, [code, spoil]]) => {
      const channel = newChannel();
      const run = await world.post('Hello', { channel, subject: what }, spoil(channel));
      assert.equal(run.result, 'SucceededWithIssues', `${what}: ${run.log}`);
      assert.match(run.log, code, what);
      assert.deepEqual(world.slack.messages(channel), []);
    });
    await Promise.all(posts);
  });

  it('posts by a webhook, says what it leaves out, and tries no address that is gone again', async () => {
    const channel = newChannel();
    const url = world.slack.createWebhook(world.app.appId, channel);
    const connections = { slack: world.webhook(url) };
    const run = await world.post('By webhook', { channel: '', thread: 'Never *shown*' }, { connections });
    assert.equal(run.result, 'Succeeded', run.log);
    assert.match(run.log, /never updated[^]*left out "Never shown"/);
    assert.equal(world.slack.messages(channel).length, 1);
    assert.ok(!run.rawOutput.includes(`\n${url}`) && !run.log.includes(new URL(url).pathname));
    const tried = () => world.world.sandbox.traffic.entries.filter(({ request }) => request.url.includes('/services/'));
    for (const status of [404, 410]) {
      const before = tried().length;
      const fault = { kind: 'answer', status, body: status === 404 ? 'no_service' : 'channel_is_archived' } as const;
      world.world.sandbox.slackService.faults.add({ match: ({ path }) => path.startsWith('/services/'), fault });
      const gone = await world.post('Gone', { channel: '' }, { connections });
      assert.equal(gone.result, 'SucceededWithIssues', gone.log);
      assert.match(gone.log, /SLACK_WEBHOOK_REFUSED/);
      assert.equal(tried().length, before + 1);
      world.world.sandbox.slackService.faults.clear();
    }
    assert.equal(world.slack.messages(channel).length, 1);
  });

  it('notifies nobody whom a text names, and breaks out of nothing', async () => {
    const channel = newChannel();
    const evil = '<!here> @channel <@U0000000001> <!subteam^S1> <https://evil.example|click> & #general \u202eabc';
    const run = await world.post(evil, { channel, subject: evil, thread: evil });
    assert.equal(run.result, 'Succeeded', run.log);
    const id = world.slack.createUser({ realName: 'Mara Novak' }).id;
    await world.post(`<@${id}> <!everyone>`, { channel, subject: evil, thread: `<@${id}>` });
    const seen = world.all(channel);
    assert.ok(seen.length >= 2);
    assert.deepEqual(
      seen.flatMap(({ notified }) => notified),
      [],
    );
    for (const { words } of seen) assert.doesNotMatch(words, /<[!@]|<https:\/\/evil|\u202e/);
  });

  it('writes nothing in a dry run, and tells what it would do', async () => {
    const channel = newChannel();
    const before = world.writes;
    const run = await world.post('Plan', { channel, subject: 'dry', dryRun: 'true' });
    assert.equal(run.result, 'Succeeded', run.log);
    assert.match(run.log, /it would post the message of dry/);
    assert.deepEqual(world.writes, before);
    assert.deepEqual(world.slack.messages(channel), []);
  });
});
