import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, it } from 'mocha';
import { card, startSlack, type Started } from './service.ts';

describe('sandbox Slack: the page', () => {
  let started: Started;
  beforeEach(async () => {
    started = await startSlack();
    started.slack.setLimits('none');
  });
  afterEach(() => started.close());

  const read = async (path: string) => {
    const answer = await fetch(`${started.service.url}${path}`);
    return {
      status: answer.status,
      text: await answer.text(),
      policy: answer.headers.get('content-security-policy') ?? '',
    };
  };
  const act = (path: string, form: Readonly<Record<string, string>>, headers = {}) =>
    fetch(`${started.service.url}${path}`, {
      method: 'POST',
      body: new URLSearchParams(form),
      redirect: 'manual',
      headers,
    });

  it('shows channels, messages with their blocks and threads, and whispers to whom they are for', async () => {
    const { client, channel, mara, slack } = started;
    const ivo = slack.createUser({ realName: 'Ivo Petric' }).id;
    slack.createChannel({ name: 'secret', isPrivate: true, members: [ivo] });
    const text = `*Release* &lt;b&gt; <https://x.example/a?b=1&amp;c|notes> <@${mara}> :rocket:\n&gt; quoted`;
    const { ts = '' } = await client().chat.postMessage({ channel, text: 'x', blocks: card(text, 'approve') });
    await client().chat.postMessage({ channel, text: 'a reply', thread_ts: ts });
    await client().chat.postEphemeral({ channel, user: mara, text: 'only for Mara' });
    const { status, text: page, policy } = await read(`/channels/${channel}?as=${mara}`);
    assert.equal(status, 200);
    assert.doesNotMatch(policy, /unsafe/);
    for (const part of [
      /<strong>Release<\/strong> &lt;b&gt;/,
      /<a href="https:\/\/x\.example\/a\?b=1&amp;c" rel="noreferrer">notes<\/a>/,
      /<span class="mention">@Mara Novak<\/span> 🚀/,
      /<blockquote>quoted<\/blockquote>/,
      /<button[^>]*>approve<\/button>/,
      /a reply/,
      /only for Mara/,
    ])
      assert.match(page, part);
    assert.doesNotMatch(page, /secret/);
    assert.doesNotMatch((await read(`/channels/${channel}?as=${ivo}`)).text, /only for Mara/);
    assert.match((await read(`/?as=${ivo}`)).text, /secret/);
    assert.equal((await read('/channels/C404')).status, 404);
    for (const file of ['slack.js', 'slack.css', 'page.css']) assert.equal((await read(`/_page/${file}`)).status, 200);
  });

  it('shows hostile text as text', async () => {
    const { client, channel } = started;
    await client().chat.postMessage({ channel, text: '<script>alert(1)</script> <javascript:alert(1)|x> \u202e' });
    const { text } = await read(`/channels/${channel}`);
    assert.doesNotMatch(text, /<script>alert|href="javascript|\u202e/);
    assert.match(text, /⟨U\+202E⟩/);
  });

  it('clicks, opens the modal, and sends it in', async () => {
    const { client, channel, mara, listener, slack } = started;
    const socket = listener();
    const types: string[] = [];
    socket.on(
      'interactive',
      ({ ack, body }: { ack: () => Promise<void>; body: { type: string; trigger_id: string } }) => {
        types.push(body.type);
        void ack();
        if (body.type === 'block_actions') void client().views.open({ trigger_id: body.trigger_id, view });
      },
    );
    await socket.start();
    const { ts = '' } = await client().chat.postMessage({ channel, text: 'x', blocks: card('ask', 'reject') });
    const block = slack.messages(channel)[0]?.buttons[0]?.blockId ?? '';
    const form = { user: mara, channel, ts, block, action: 'reject' };
    assert.equal((await act('/_page/click', form, { origin: 'https://elsewhere.example' })).status, 403);
    const news = fetch(`${started.service.url}/_page/changes?after=99`).then((answer) => answer.json());
    const answer = await act('/_page/click', form);
    assert.deepEqual([answer.status, answer.headers.get('location')], [303, `/channels/${channel}?as=${mara}`]);
    assert.ok(((await news) as { version: number }).version > 1);
    for (let look = 0; look < 50 && slack.openView(mara) === undefined; look += 1) await client().auth.test();
    assert.match((await read(`/channels/${channel}?as=${mara}`)).text, /<dialog[^>]*>[\s\S]*Why\?[\s\S]*<textarea/);
    await act('/_page/submit', { user: mara, channel, reason: '' });
    assert.match((await read(`/channels/${channel}?as=${mara}`)).text, /This is a required field/);
    await act('/_page/submit', { user: mara, channel, reason: 'no' });
    assert.deepEqual(types, ['block_actions', 'view_submission']);
    assert.doesNotMatch((await read(`/channels/${channel}?as=${mara}`)).text, /<dialog/);
  });

  it('says that nobody answered', async () => {
    const { client, channel, mara, slack } = started;
    const { ts = '' } = await client().chat.postMessage({ channel, text: 'x', blocks: card('ask', 'go') });
    await slack.click({ user: mara, channel, ts, actionId: 'go' });
    assert.match((await read(`/channels/${channel}?as=${mara}`)).text, /is not responding/);
    assert.equal((await act('/_page/click', { user: mara, channel, ts: '1.0', action: 'go' })).status, 400);
  });
});

const plain = (text: string) => ({ type: 'plain_text' as const, text });
const view = {
  type: 'modal' as const,
  title: plain('Reject'),
  submit: plain('Send'),
  blocks: [
    {
      type: 'input' as const,
      block_id: 'reason',
      label: plain('Why?'),
      element: { type: 'plain_text_input' as const, action_id: 'text' },
    },
  ],
};
