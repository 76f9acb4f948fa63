import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, it } from 'mocha';
import { createChatUsers } from '../../../../src/clients/slack/chat-users.ts';
import type { ChatMessage } from '../../../../src/chat/blocks.ts';
import { SlackStandIn } from '../../../support/slack-stand-in.ts';

const message = (text: string): ChatMessage => ({
  text,
  blocks: [{ type: 'section', text: { type: 'mrkdwn', text } }],
});
const mark = (hash: string, part = 'message') => ({ nonce: 'n-1', part, hash });
const LONG_AGO = new Date(Date.now() - 600_000);

describe('Messages in Slack', () => {
  let world: SlackStandIn;
  beforeEach(async () => {
    world = await SlackStandIn.start();
  });
  afterEach(() => world.stop());

  const channelId = () => world.slack.createChannel({ name: 'releases' }).id;
  const texts = () => world.slack.messages('releases').map(({ text }) => text);
  const methodIs = (method: string) => (request: { readonly path: string }) => request.path.endsWith(`/${method}`);

  it('are posted by name or id, with a mark that is found again', async () => {
    const { messages } = world.client();
    const place = await messages.post({ channel: '#releases' }, message('One'), mark('h1'));
    assert.equal(place.channel, channelId());
    assert.deepEqual(await messages.readMark(place), mark('h1'));
    assert.deepEqual(await messages.findMarked({ channel: place.channel }, LONG_AGO), [{ ...place, mark: mark('h1') }]);
    assert.deepEqual(texts(), ['One']);
  });

  it('are updated in place, with their mark', async () => {
    const { messages } = world.client();
    const place = await messages.post({ channel: channelId() }, message('One'), mark('h1'));
    assert.equal(await messages.update(place, message('Two'), mark('h2')), 'updated');
    assert.deepEqual(await messages.readMark(place), mark('h2'));
    assert.deepEqual(texts(), ['Two']);
  });

  it('are gone when a person deleted them, closed when they may no longer be edited', async () => {
    const { messages } = world.client();
    const place = await messages.post({ channel: channelId() }, message('One'), mark('h1'));
    world.slack.setTimings({ editWindowMs: 0 });
    assert.equal(await messages.update(place, message('Two'), mark('h2')), 'closed');
    world.slack.deleteMessage('releases', place.ts);
    assert.equal(await messages.update(place, message('Two'), mark('h2')), 'gone');
    assert.equal(await messages.readMark(place), undefined);
  });

  it('go into a thread, are shown in the channel when asked, and are found there', async () => {
    const { messages } = world.client();
    const root = await messages.post({ channel: channelId() }, message('Root'), mark('h0'));
    const target = { channel: root.channel, thread: root.ts, broadcast: true };
    const reply = await messages.post(target, message('Reply'), mark('h1', 'thread-1'));
    assert.deepEqual(await messages.readMark({ ...reply, thread: root.ts }), mark('h1', 'thread-1'));
    const found = await messages.findMarked({ channel: root.channel, thread: root.ts }, LONG_AGO);
    assert.ok(!('kind' in found));
    assert.ok(found.some(({ ts }) => ts === reply.ts));
  });

  it('are posted once when the answer is lost, and it was done', async () => {
    world.faults.add({ match: methodIs('chat.postMessage'), fault: { kind: 'lostAnswer' }, times: 1 });
    const { messages } = world.client();
    const place = await messages.post({ channel: channelId() }, message('One'), mark('h1'));
    assert.deepEqual(texts(), ['One']);
    assert.deepEqual(await messages.readMark(place), mark('h1'));
  });

  it('are posted once when the request is lost, and it was not done', async () => {
    world.faults.add({ match: methodIs('chat.postMessage'), fault: { kind: 'reset' }, times: 1 });
    const { messages } = world.client();
    await messages.post({ channel: channelId() }, message('One'), mark('h1'));
    assert.deepEqual(texts(), ['One']);
  });

  it('are not repeated blindly where a lost one cannot be looked for', async () => {
    world.faults.add({ match: methodIs('chat.postMessage'), fault: { kind: 'lostAnswer' }, times: 1 });
    const token = world.slack.issueToken(world.app.appId, { scopes: ['chat:write'] });
    const post = world.client({ token }).messages.post({ channel: channelId() }, message('One'), mark('h1'));
    await assert.rejects(post, { code: 'SLACK_UNREACHABLE' });
    assert.deepEqual(texts(), ['One']);
  });

  it('are as lost as before when Slack would be asked for them later only', async () => {
    world.faults.add({ match: methodIs('chat.postMessage'), fault: { kind: 'lostAnswer' }, times: 1 });
    const limited = { kind: 'answer', status: 429, headers: { 'retry-after': '600' }, body: { ok: false } } as const;
    world.faults.add({ match: methodIs('conversations.history'), fault: limited });
    const { messages } = world.client({ patience: { callMs: 30_000, totalMs: 30_000 } });
    await assert.rejects(messages.post({ channel: channelId() }, message('One'), mark('h1')), {
      code: 'SLACK_UNREACHABLE',
    });
  });

  it('cannot be looked for without the scope, or by the name of a channel', async () => {
    const token = world.slack.issueToken(world.app.appId, { scopes: ['chat:write'] });
    const { messages } = world.client({ token });
    const place = await messages.post({ channel: channelId() }, message('One'), mark('h1'));
    for (const seen of [await messages.readMark(place), await messages.findMarked(place, LONG_AGO)]) {
      assert.ok(seen !== undefined && 'kind' in seen);
      assert.match(seen.reason, /channels:history/);
    }
    const named = await world.client().messages.findMarked({ channel: '#releases' }, LONG_AGO);
    assert.ok('kind' in named);
  });

  it('of another app are none of ours, whatever mark they carry', async () => {
    const { messages } = world.client();
    const other = world.slack.createApp({ name: 'other' });
    world.slack.invite('releases', other.appId);
    const theirs = world.client({ token: other.botToken }).messages;
    await theirs.post({ channel: channelId() }, message('Forged'), mark('h1'));
    assert.deepEqual(await messages.findMarked({ channel: channelId() }, LONG_AGO), []);
  });

  it('wait as long as Slack says, and not longer than the step may', async () => {
    const limited = {
      kind: 'answer',
      status: 429,
      headers: { 'retry-after': '7' },
      body: { ok: false, error: 'ratelimited' },
    } as const;
    world.faults.add({ match: methodIs('chat.postMessage'), fault: limited, times: 1 });
    let time = Date.now();
    const waits: number[] = [];
    const { messages } = world.client({ now: () => time });
    world.pauses.push = (ms: number) => {
      time += ms;
      return waits.push(ms);
    };
    await messages.post({ channel: channelId() }, message('One'), mark('h1'));
    assert.deepEqual(waits, [7000]);
    world.faults.add({ match: methodIs('chat.postMessage'), fault: limited, times: 9 });
    await assert.rejects(messages.post({ channel: channelId() }, message('Two'), mark('h2')), {
      code: 'SLACK_RATE_LIMITED',
    });
    assert.ok(waits.reduce((sum, ms) => sum + ms) <= 30_000);
  });

  it('are refused with what to do about it', async () => {
    const { messages } = world.client();
    const target = (channel: string) => messages.post({ channel }, message('One'), mark('h1'));
    world.slack.createChannel({ name: 'strange' });
    await assert.rejects(target('#strange'), { code: 'SLACK_NOT_IN_CHANNEL', hint: /\/invite @slipway/ });
    await assert.rejects(target('#nowhere'), { code: 'SLACK_CHANNEL_NOT_FOUND' });
    world.slack.archive('releases');
    await assert.rejects(target(channelId()), { code: 'SLACK_CHANNEL_ARCHIVED' });
  });

  it('are refused for a token that is no good, and for a scope that is missing', async () => {
    const bad = world.client({ token: 'xoxb-1-gone' }).messages;
    await assert.rejects(bad.post({ channel: channelId() }, message('One'), mark('h1')), { code: 'SLACK_AUTH' });
    const token = world.slack.issueToken(world.app.appId, { scopes: ['users:read'] });
    const poor = world.client({ token }).messages;
    await assert.rejects(poor.post({ channel: channelId() }, message('One'), mark('h1')), {
      code: 'SLACK_SCOPE_MISSING',
      message: /chat:write/,
    });
  });

  it('survive outages, and say when something else than Slack answers', async () => {
    world.faults.add({ match: methodIs('chat.update'), fault: { kind: 'answer', status: 503, body: 'no' }, times: 2 });
    const { messages } = world.client();
    const place = await messages.post({ channel: channelId() }, message('One'), mark('h1'));
    assert.equal(await messages.update(place, message('Two'), mark('h2')), 'updated');
    world.faults.add({
      match: methodIs('chat.update'),
      fault: { kind: 'answer', status: 200, body: '<html>' },
      times: 1,
    });
    await assert.rejects(messages.update(place, message('Two'), mark('h2')), { code: 'SLACK_ANSWER_UNREADABLE' });
  });

  it('never name a token in the log', async () => {
    const { messages } = world.client();
    await messages.post({ channel: channelId() }, message('One'), mark('h1'));
    world.faults.add({ match: () => true, fault: { kind: 'reset' } });
    await assert.rejects(messages.post({ channel: channelId() }, message('One'), mark('h1')));
    assert.ok(!world.log.lines.join('\n').includes(world.app.botToken));
  });
});

describe('People in Slack', () => {
  it('are read with their e-mail, as far as the app may see it', async () => {
    const world = await SlackStandIn.start();
    try {
      const mara = world.slack.createUser({ name: 'mara', realName: 'Mara Novak', email: 'mara@acme.example' });
      const user = await world.client().users.readUser(mara.id);
      assert.deepEqual(user, {
        id: mara.id,
        name: 'Mara Novak',
        email: 'mara@acme.example',
        isBot: false,
        isDeleted: false,
        isOutsider: false,
      });
      const outsider = world.slack.createUser({
        realName: 'Mara of Evil',
        email: 'mara@acme.example',
        team: 'T0EVIL001',
      });
      assert.equal((await world.client().users.readUser(outsider.id)).isOutsider, true);
      world.slack.deactivate('mara');
      assert.equal((await world.client().users.readUser(mara.id)).isDeleted, true);
      const token = world.slack.issueToken(world.app.appId, { scopes: ['users:read'] });
      assert.equal((await world.client({ token }).users.readUser(mara.id)).email, undefined);
      assert.equal((await world.client().users.readUser(world.app.botUserId)).isBot, true);
      await assert.rejects(world.client().users.readUser('U0NOBODY1'), { code: 'SLACK_USER_UNKNOWN' });
    } finally {
      await world.stop();
    }
  });

  it('are outsiders unless their workspace is ours, or of our company', async () => {
    const grid = { enterprise_id: 'E1', teams: ['T2', 'T3'] };
    for (const [self, user, isOutsider] of [
      [{ team_id: 'T1' }, { team_id: 'T1' }, false],
      [{ team_id: 'T1' }, { team_id: 'T2' }, true],
      [{ team_id: 'T1' }, {}, true],
      [{}, {}, true],
      [{ team_id: 'T3', enterprise_id: 'E1' }, { team_id: 'T2', enterprise_user: grid }, false],
      [{ team_id: 'E1', enterprise_id: 'E1' }, { team_id: 'T2', enterprise_user: grid }, false],
      [{ team_id: 'T1', enterprise_id: null }, { team_id: 'T2', enterprise_user: { teams: [] } }, true],
    ] as const) {
      const answers: Readonly<Record<string, unknown>> = {
        'auth.test': self,
        'users.info': { user: { id: 'U1', ...user } },
      };
      const users = createChatUsers({
        call: ({ method }, shape) => Promise.resolve(shape.parse(answers[method])),
        pause: () => Promise.resolve(),
        now: Date.now,
      });
      assert.equal((await users.readUser('U1')).isOutsider, isOutsider, JSON.stringify([self, user]));
    }
  });
});
