import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, it } from 'mocha';
import { card, startSlack, type Started } from './service.ts';

describe('sandbox Slack: webhooks', () => {
  let started: Started;
  beforeEach(async () => {
    started = await startSlack();
  });
  afterEach(() => started.close());

  const send = async (url: string, body: string | object, type = 'application/json') => {
    const text = typeof body === 'string' ? body : JSON.stringify(body);
    const answer = await fetch(url, { method: 'POST', body: text, headers: { 'content-type': type } });
    return `${answer.status} ${await answer.text()}`;
  };

  it('post and say ok, or what is wrong', async () => {
    const { slack, appId, channel } = started;
    slack.setLimits('none');
    const url = slack.createWebhook(appId, channel);
    assert.equal(await send(url, { text: 'one' }), '200 ok');
    assert.equal(
      await send(url, `payload=${encodeURIComponent('{"text":"two"}')}`, 'application/x-www-form-urlencoded'),
      '200 ok',
    );
    assert.deepEqual(
      slack.messages(channel).map(({ text }) => text),
      ['one', 'two'],
    );
    assert.equal(await send(`${url}x`, { text: 'x' }), '404 no_service');
    assert.equal(await send(url, '{'), '400 invalid_payload');
    assert.equal(await send(url, { text: 'x', channel: '#other' }), '400 invalid_payload');
    assert.equal(await send(url, { text: '' }), '400 no_text');
    assert.equal(await send(url, { blocks: [{ type: 'no' }] }), '400 invalid_blocks');
    slack.prohibitWebhook(url);
    assert.equal(await send(url, { text: 'x' }), '403 action_prohibited');
    slack.prohibitWebhook(url, false);
    slack.archive(channel);
    assert.equal(await send(url, { text: 'x' }), '410 channel_is_archived');
  });

  it('are limited to one message a second', async () => {
    const url = started.slack.createWebhook(started.appId, started.channel);
    for (let call = 0; call < 3; call += 1) await send(url, { text: 'x' });
    const answer = await fetch(url, {
      method: 'POST',
      body: '{"text":"x"}',
      headers: { 'content-type': 'application/json' },
    });
    assert.deepEqual([answer.status, answer.headers.get('retry-after')], [429, '1']);
  });

  it('of a click answer privately, replace, delete, and end', async () => {
    const { slack, client, channel, mara, listener, clock } = started;
    const { ts = '' } = await client().chat.postMessage({ channel, text: 'ask', blocks: card('ask', 'go') });
    const urls: string[] = [];
    const socket = listener();
    socket.on('interactive', ({ ack, body }: { ack: () => Promise<void>; body: { response_url: string } }) => {
      urls.push(body.response_url);
      void ack();
    });
    await socket.start();
    await slack.click({ user: mara, channel, ts, actionId: 'go' });
    const [url = ''] = urls;
    assert.match(await send(url, { text: 'no' }), /^200 \{"ok":true\}/);
    assert.deepEqual(
      slack.ephemerals(channel, mara).map(({ text }) => text),
      ['no'],
    );
    assert.match(await send(url, { text: 'changed', replace_original: true }), /^200/);
    assert.deepEqual(
      slack.messages(channel).map(({ text, buttons }) => [text, buttons.length]),
      [['changed', 0]],
    );
    assert.match(await send(url, { text: 'all', response_type: 'in_channel' }), /^200/);
    assert.match(await send(url, { delete_original: true }), /^200/);
    assert.deepEqual(
      slack.messages(channel).map(({ text }) => text),
      ['all'],
    );
    assert.match(await send(url, { text: 'x' }), /^200/);
    assert.match(await send(url, { text: 'x' }), /^404 .*used_url/);
    clock.turn(31 * 60_000);
    assert.match(await send(url, { text: 'x' }), /^404 .*expired_url/);
  });
});
