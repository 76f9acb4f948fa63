import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, describe, it } from 'mocha';
import { createSlack } from '../../../sandbox/slack/slack.ts';
import { card, errorOf, handClock, startSlack, textsOf, type Started } from './service.ts';

describe('sandbox Slack: Web API with the official client', () => {
  let started: Started | undefined;
  afterEach(async () => {
    await started?.close();
    started = undefined;
  });
  const start = async () => (started = await startSlack());

  it('tells whose token it is, and refuses none, wrong ones and those of the wrong kind', async () => {
    const { client, appToken, botUserId, slack, botToken } = await start();
    const { user_id: user, team_id: team, ok } = await client().auth.test();
    assert.deepEqual([ok, user, typeof team], [true, botUserId, 'string']);
    assert.equal((await errorOf(client('xoxb-wrong').auth.test())).error, 'invalid_auth');
    assert.equal(
      (await (await fetch(`${slack.apiUrl()}auth.test`, { method: 'POST' })).text()).includes('not_authed'),
      true,
    );
    assert.equal((await errorOf(client(appToken).users.info({ user: 'U1' }))).error, 'not_allowed_token_type');
    assert.equal((await errorOf(client().apps.connections.open({}))).error, 'not_allowed_token_type');
    slack.deactivate(botUserId);
    assert.equal((await errorOf(client(botToken).auth.test())).error, 'account_inactive');
  });

  it('posts, reads back, updates and keeps metadata', async () => {
    const { client, channel, slack } = await start();
    const metadata = { event_type: 'slipway_message', event_payload: { nonce: 'n', part: 'message' } };
    const { ts = '' } = await client().chat.postMessage({
      channel: '#releases',
      text: 'a < b & see https://x.example/1',
      blocks: card('hello', 'approve'),
      metadata,
    });
    const read = async (more: object) => {
      const { messages = [] } = await client().conversations.history({ channel, ...more });
      return messages.map((message) => [message.text, message.metadata]);
    };
    const text = 'a &lt; b &amp; see <https://x.example/1>';
    assert.deepEqual(await read({}), [[text, undefined]]);
    const exact = { latest: ts, inclusive: true, limit: 1, include_all_metadata: true };
    assert.deepEqual(await read(exact), [[text, metadata]]);
    await client().chat.update({ channel, ts, text: 'done' });
    const kept = slack.messages('releases').map((one) => [one.text, one.blocks.length, one.metadata, one.isEdited]);
    assert.deepEqual(kept, [['done', 2, metadata, true]]);
    await client().chat.update({ channel, ts, text: 'done', blocks: [], metadata: {} as never });
    const bare = slack.messages('releases').map(({ blocks, metadata: left }) => [blocks.length, left]);
    assert.deepEqual(bare, [[0, undefined]]);
  });

  it('pages history from the newest and threads from the oldest', async () => {
    const { client, channel, slack } = await start();
    slack.setLimits('none');
    const places: string[] = [];
    for (const text of ['one', 'two', 'three']) {
      const { ts = '' } = await client().chat.postMessage({ channel, text });
      places.push(ts);
    }
    const [first, second] = places as [string, string];
    for (const text of ['a', 'b', 'c']) await client().chat.postMessage({ channel, text, thread_ts: first });
    await client().chat.postMessage({ channel, text: 'd', thread_ts: first, reply_broadcast: true });
    const page = await client().conversations.history({ channel, limit: 2 });
    assert.deepEqual([textsOf(page), page.has_more], [['d', 'three'], true]);
    const cursor = page.response_metadata?.next_cursor ?? '';
    const rest = await client().conversations.history({ channel, cursor });
    assert.deepEqual(textsOf(rest), ['two', 'one']);
    const since = await client().conversations.history({ channel, oldest: second });
    assert.deepEqual(textsOf(since), ['d', 'three']);
    const thread = await client().conversations.replies({ channel, ts: first, limit: 2 });
    assert.deepEqual([textsOf(thread), thread.has_more], [['one', 'a', 'b'], true]);
    assert.deepEqual(
      (thread.messages ?? []).map((message) => message.reply_count),
      [4, undefined, undefined],
    );
    const next = await client().conversations.replies({
      channel,
      ts: first,
      cursor: thread.response_metadata?.next_cursor ?? '',
    });
    assert.deepEqual(textsOf(next), ['one', 'c', 'd']);
    assert.deepEqual(
      slack.messages('releases').map(({ replies }) => replies.map(({ text }) => text)),
      [['a', 'b', 'c', 'd'], [], []],
    );
  });

  it('refuses by Slack’s names', async () => {
    const { client, channel, slack, mara, appId } = await start();
    slack.setLimits('none');
    slack.createChannel({ name: 'secret', isPrivate: true });
    const other = slack.createChannel({ name: 'other' }).id;
    slack.createChannel({ name: 'old', isArchived: true, members: [appId] });
    const post = (more: object) => client().apiCall('chat.postMessage', { channel, ...more });
    const said = slack.say({ user: 'Mara Novak', channel: 'releases', text: 'hi' });
    const mine = (await client().chat.postMessage({ channel, text: 'mine' })).ts ?? '';
    const calls: readonly (readonly [string, Promise<unknown>])[] = [
      ['channel_not_found', post({ channel: '#nowhere', text: 'x' })],
      ['channel_not_found', post({ channel: 'secret', text: 'x' })],
      ['not_in_channel', post({ channel: 'other', text: 'x' })],
      ['is_archived', post({ channel: 'old', text: 'x' })],
      ['no_text', post({})],
      ['no_text', post({ text: ' ' })],
      ['msg_too_long', post({ text: 'x'.repeat(40_001) })],
      ['invalid_blocks_format', post({ blocks: 'no json' })],
      ['invalid_blocks', post({ blocks: [{ type: 'no' }] })],
      ['msg_blocks_too_long', post({ blocks: Array.from({ length: 6 }, () => card('x'.repeat(2500))[0]) })],
      ['too_many_attachments', post({ attachments: Array.from({ length: 101 }, () => ({ text: 'x' })) })],
      ['metadata_must_be_an_object', post({ text: 'x', metadata: 'no' })],
      ['invalid_metadata_format', post({ text: 'x', metadata: { event_type: 'x' } })],
      [
        'metadata_too_large',
        post({ text: 'x', metadata: { event_type: 'x', event_payload: { a: 'x'.repeat(17_000) } } }),
      ],
      ['thread_not_found', post({ text: 'x', thread_ts: '1.000001' })],
      ['invalid_arguments', post({ text: 'x', colour: 'red' })],
      ['missing_scope', post({ text: 'x', username: 'Other' })],
      ['message_not_found', client().chat.update({ channel, ts: '1.000001', text: 'x' })],
      ['cant_update_message', client().chat.update({ channel, ts: said, text: 'x' })],
      ['channel_not_found', client().chat.update({ channel: '#releases', ts: mine, text: 'x' })],
      ['cant_delete_message', client().chat.delete({ channel, ts: said })],
      ['thread_not_found', client().conversations.replies({ channel, ts: '1.000001' })],
      ['not_in_channel', client().conversations.history({ channel: other })],
      ['channel_not_found', client().conversations.info({ channel: '#releases' })],
      ['user_not_found', client().users.info({ user: 'U404' })],
      ['users_not_found', client().users.lookupByEmail({ email: 'nobody@example.com' })],
      ['user_not_in_channel', client().chat.postEphemeral({ channel, user: 'U404', text: 'x' })],
      ['invalid_trigger_id', client().views.open({ trigger_id: 'x', view: modal })],
      ['unknown_method', client().apiCall('chat.postMessages', {})],
    ];
    for (const [error, call] of calls) assert.equal((await errorOf(call)).error, error);
    slack.setTimings({ editWindowMs: -1 });
    assert.equal((await errorOf(client().chat.update({ channel, ts: mine, text: 'x' }))).error, 'edit_window_closed');
    const told = await errorOf(post({ blocks: [{ type: 'header', text: { type: 'plain_text', text: '' } }] }));
    assert.deepEqual(told.data.response_metadata?.messages, [
      '[ERROR] must be more than 0 characters [json-pointer:/blocks/0/text/text]',
    ]);
    const bare = client(slack.issueToken(appId, { scopes: ['chat:write'] }));
    const { data } = await errorOf(bare.users.info({ user: mara }));
    assert.deepEqual([data.error, data.needed, data.provided], ['missing_scope', 'users:read', 'chat:write']);
  });

  it('shows users and channels as far as scopes go', async () => {
    const { client, channel, slack, mara, appId } = await start();
    const hidden = slack.createUser({ realName: 'Ivo Hidden', email: null }).id;
    const gone = slack.createUser({ realName: 'Gone Person', deleted: true }).id;
    assert.equal((await client().users.info({ user: mara })).user?.profile?.email, 'mara.novak@example.com');
    assert.equal((await client().users.lookupByEmail({ email: 'MARA.novak@example.com' })).user?.id, mara);
    assert.equal((await client().users.info({ user: hidden })).user?.profile?.email, undefined);
    assert.equal((await client().users.info({ user: gone })).user?.deleted, true);
    const bare = client(slack.issueToken(appId, { scopes: ['users:read', 'channels:read'] }));
    assert.equal((await bare.users.info({ user: mara })).user?.profile?.email, undefined);
    const secret = slack.createChannel({ name: 'secret', isPrivate: true, members: [appId] }).id;
    assert.equal((await errorOf(bare.conversations.info({ channel: secret }))).error, 'missing_scope');
    assert.equal((await client().conversations.info({ channel: secret })).channel?.is_private, true);
    const listed = await client().conversations.list({ types: 'public_channel,private_channel' });
    assert.deepEqual(
      listed.channels?.map(({ name }) => name),
      ['releases', 'secret'],
    );
    assert.equal((await client().conversations.members({ channel })).members?.includes(mara), true);
  });

  it('holds one message a second and channel, with a burst of three, and updates by their own', async () => {
    const { client, channel, clock, slack } = await start();
    const post = () => client().chat.postMessage({ channel, text: 'x' });
    const { ts = '' } = await post();
    await post();
    await post();
    await assert.rejects(post(), { retryAfter: 1 });
    await client().chat.update({ channel, ts, text: 'y' });
    clock.turn(400);
    await assert.rejects(post());
    clock.turn(600);
    await post();
    const other = slack.createChannel({ name: 'elsewhere', members: ['A0S00000001'] });
    await client().chat.postMessage({ channel: other.id, text: 'x' });
    assert.deepEqual([slack.limits.refusals.length, slack.limits.violations.length], [2, 1]);
    for (let call = 0; call < 50; call += 1) await client().conversations.history({ channel });
    await assert.rejects(client().conversations.history({ channel }), { retryAfter: 2 });
  });

  it('reads JSON bodies of writes, and warns of a missing charset', async () => {
    const { botToken, channel, slack } = await start();
    const send = async (body: string, type: string) => {
      const headers = { authorization: `Bearer ${botToken}`, 'content-type': type };
      const answer = await fetch(`${slack.apiUrl()}chat.postMessage`, { method: 'POST', headers, body });
      return (await answer.json()) as Record<string, unknown>;
    };
    const message = JSON.stringify({ channel, text: 'x' });
    assert.equal((await send(message, 'application/json; charset=utf-8'))['ok'], true);
    assert.equal((await send(message, 'application/json'))['warning'], 'missing_charset');
    assert.equal((await send('{', 'application/json'))['error'], 'invalid_json');
    assert.equal((await send('x', 'text/plain'))['error'], 'invalid_post_type');
  });

  it('notes every write with the run of its token, and whom a message notified', async () => {
    const { client, channel, slack, appId, mara } = await start();
    const run = client(slack.issueToken(appId, { run: '42' }));
    const text = `<!here> @here <@${mara}> &lt;!channel&gt; <!subteam^S1|x>`;
    const blocks = [
      { type: 'section', text: { type: 'mrkdwn', text: 'ask @channel or a@here.example' } },
      { type: 'section', text: { type: 'mrkdwn', text: '@everyone', verbatim: true } },
      { type: 'header', text: { type: 'plain_text', text: '<!everyone>' } },
    ];
    await run.chat.postMessage({ channel, text, blocks });
    await errorOf(run.chat.postMessage({ channel: 'nowhere', text: 'x' }));
    assert.deepEqual(slack.messages(channel)[0]?.notified, ['@here', mara, 'S1', '@channel']);
    assert.deepEqual(
      slack.journal.map(({ method, result, run: by }) => [method, result, by]),
      [
        ['chat.postMessage', 'ok', '42'],
        ['chat.postMessage', 'channel_not_found', '42'],
      ],
    );
  });

  it('goes on where it was after a restart', async () => {
    const folder = mkdtempSync(path.join(tmpdir(), 'slack-'));
    try {
      started = await startSlack({ folder });
      const { client, channel, botToken } = started;
      const { ts } = await client().chat.postMessage({ channel, text: 'kept', blocks: card('x', 'go') });
      await client().chat.postEphemeral({ channel, user: started.mara, text: 'gone' });
      const again = createSlack({ folder, clock: handClock() });
      assert.equal(again.createApp({ name: 'Slipway' }).botToken, botToken);
      assert.deepEqual(
        again.messages('releases').map((message) => message.ts),
        [ts],
      );
      assert.deepEqual(again.ephemerals('releases'), []);
      assert.equal(again.journal.length, 2);
      assert.ok(again.say({ user: 'Mara Novak', channel: 'releases', text: 'new' }) > (ts ?? ''));
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});

const modal = { type: 'modal' as const, title: { type: 'plain_text' as const, text: 'Why?' }, blocks: [] };
