import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, it } from 'mocha';
import type { ChatMessage } from '../../../../src/chat/blocks.ts';
import type { Click, MessagePlace } from '../../../../src/chat/ports.ts';
import { SlackStandIn } from '../../../support/slack-stand-in.ts';

const card: ChatMessage = {
  text: 'Go on?',
  blocks: [
    {
      type: 'actions',
      elements: [
        { type: 'button', action_id: 'approve', text: { type: 'plain_text', text: 'Approve' }, value: 'sealed-1' },
        { type: 'button', action_id: 'link', text: { type: 'plain_text', text: 'Open' }, url: 'https://example.com/' },
      ],
    },
  ],
};

describe('Clicks in Slack', () => {
  let world: SlackStandIn;
  let place: MessagePlace;
  const closes: (() => Promise<void>)[] = [];

  beforeEach(async () => {
    world = await SlackStandIn.start();
    world.slack.createUser({ realName: 'Mara Novak' });
    world.slack.invite('releases', 'Mara Novak');
    const mark = { nonce: 'n', part: 'message', hash: 'h' };
    place = await world.client().messages.post({ channel: '#releases' }, card, mark);
  });
  afterEach(async () => {
    await Promise.all(closes.splice(0).map((close) => close()));
    await world.stop();
  });

  const listen = async (onClick: (click: Click) => Promise<void>) => {
    const end = await world.clicks().listen(onClick);
    if (end.kind === 'listening') closes.push(() => end.close());
    return end;
  };
  const click = (actionId = 'approve') => world.slack.click({ user: 'Mara Novak', ...place, actionId });
  const connections = () => world.slack.connections(world.app.appId).length;
  const next = () => {
    let tell: (click: Click) => void = () => undefined;
    const heard = new Promise<Click>((resolve) => (tell = resolve));
    const onClick = (one: Click) => {
      tell(one);
      return Promise.resolve();
    };
    return { heard, onClick };
  };

  it('are heard and acknowledged at once, also while an earlier one is worked on', async () => {
    const heard: Click[] = [];
    await listen((one) => {
      heard.push(one);
      return new Promise(() => undefined);
    });
    assert.equal((await click()).status, 'acknowledged');
    assert.equal((await click()).status, 'acknowledged');
    const [first] = heard;
    assert.deepEqual(
      { ...first, trigger: typeof first?.trigger },
      {
        kind: 'button',
        value: 'sealed-1',
        userId: first?.userId,
        channel: place.channel,
        ts: place.ts,
        thread: undefined,
        trigger: 'string',
        reason: undefined,
      },
    );
    assert.equal(heard.length, 2);
  });

  it('on a link say nothing to us, and are acknowledged', async () => {
    const heard: Click[] = [];
    await listen((one) => Promise.resolve(void heard.push(one)));
    await click('link');
    assert.deepEqual(heard, []);
  });

  it('may ask for a reason, which comes back with the value and the place of the click', async () => {
    const { messages } = world.client();
    const reason = next();
    await listen(async (one) => {
      if (one.kind === 'reason') return reason.onClick(one);
      await messages.askReason({
        trigger: one.trigger ?? '',
        title: 'Why do you reject?',
        value: one.value,
        from: one,
      });
    });
    await click();
    while (world.slack.openView('Mara Novak') === undefined) await new Promise((resolve) => setImmediate(resolve));
    await world.slack.submitReason('Mara Novak', ' Too early ');
    const { kind, value, channel, ts, reason: text } = await reason.heard;
    assert.deepEqual(
      { kind, value, channel, ts, text },
      { kind: 'reason', value: 'sealed-1', ...place, text: 'Too early' },
    );
  });

  it('that cannot be answered are said and stop nothing', async () => {
    await listen(() => Promise.reject(new Error('the ledger is away')));
    assert.equal((await click()).status, 'acknowledged');
    assert.equal((await click()).status, 'acknowledged');
    assert.ok(world.log.lines.includes('warn: A click could not be answered: the ledger is away'));
  });

  for (const reason of ['refresh_requested', 'warning', 'drop'] as const)
    it(`are heard again after a disconnect (${reason})`, async () => {
      const again = next();
      await listen(again.onClick);
      const [before] = world.slack.connections(world.app.appId);
      world.slack.forceDisconnect({ reason });
      const isBack = () =>
        world.slack.connections(world.app.appId).some(({ id, isLeaving }) => id !== before?.id && !isLeaving);
      while (!isBack()) await new Promise((resolve) => setImmediate(resolve));
      await click();
      assert.equal((await again.heard).value, 'sealed-1');
    });

  it('are refused an eleventh connection, which is said', async () => {
    for (let one = 0; one < 10; one += 1) assert.equal((await listen(() => Promise.resolve())).kind, 'listening');
    const end = await listen(() => Promise.resolve());
    assert.deepEqual(end, { kind: 'refused', reason: 'too_many_websockets' });
    assert.equal(connections(), 10);
  });

  it('leave nothing open within a second of closing', async () => {
    const end = await world.clicks().listen(() => Promise.resolve());
    assert.ok(end.kind === 'listening');
    const started = performance.now();
    await end.close();
    assert.ok(performance.now() - started < 1000);
    while (connections() > 0) await new Promise((resolve) => setImmediate(resolve));
  });

  it('cannot be heard with a token that is no good', async () => {
    await assert.rejects(
      world.clicks('xapp-1-gone').listen(() => Promise.resolve()),
      { code: 'SLACK_AUTH' },
    );
    assert.ok(!world.log.lines.join('\n').includes('xapp-1-gone'));
  });

  it('are given up for now when Slack is away, so that the job goes on without', async () => {
    world.faults.add({ match: ({ path }) => path.endsWith('apps.connections.open'), fault: { kind: 'reset' } });
    assert.equal((await world.clicks().listen(() => Promise.resolve())).kind, 'refused');
  });
});
