import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, it } from 'mocha';
import { createChatWebhook } from '../../../../src/clients/slack/webhook.ts';
import { SlackStandIn } from '../../../support/slack-stand-in.ts';

const message = { text: 'One', blocks: [] };

describe('A webhook', () => {
  let world: SlackStandIn;
  let url: string;
  beforeEach(async () => {
    world = await SlackStandIn.start();
    url = world.slack.createWebhook(world.app.appId, 'releases');
  });
  afterEach(() => world.stop());

  const post = (to = url) => createChatWebhook({ url: to, http: world.http(), redact: (text) => text }).post(message);
  const texts = () => world.slack.messages('releases').map(({ text }) => text);
  const answer = (status: number, body: string, times = 1) =>
    world.faults.add({
      match: ({ path }) => path.startsWith('/services/'),
      fault: { kind: 'answer', status, body },
      times,
    });

  it('posts', async () => {
    await post();
    assert.deepEqual(texts(), ['One']);
  });

  it('that is gone, archived or forbidden is explained and not asked twice', async () => {
    await assert.rejects(post(`${url}x`), { code: 'SLACK_WEBHOOK_REFUSED' });
    answer(404, 'no_service');
    await assert.rejects(post(), { code: 'SLACK_WEBHOOK_REFUSED', message: /404 no_service/, hint: /removed/ });
    world.slack.prohibitWebhook(url);
    await assert.rejects(post(), { code: 'SLACK_WEBHOOK_REFUSED', message: /403 action_prohibited/ });
    world.slack.prohibitWebhook(url, false);
    world.slack.archive('releases');
    await assert.rejects(post(), { code: 'SLACK_WEBHOOK_REFUSED', message: /410 channel_is_archived/ });
    assert.deepEqual(world.pauses, []);
    assert.deepEqual(texts(), []);
  });

  it('that is out of order is asked again, a few times', async () => {
    answer(503, 'rollup_error', 2);
    await post();
    assert.equal(world.pauses.length, 2);
    answer(500, 'oops', 99);
    await assert.rejects(post(), { code: 'SLACK_UNREACHABLE' });
    assert.deepEqual(texts(), ['One']);
  });

  it('whose answer is lost is not asked again: the message may be there', async () => {
    world.faults.add({ match: ({ path }) => path.startsWith('/services/'), fault: { kind: 'lostAnswer' }, times: 1 });
    await assert.rejects(post(), { code: 'SLACK_WEBHOOK_LOST' });
    assert.deepEqual(texts(), ['One']);
  });
});
