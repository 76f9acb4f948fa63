import assert from 'node:assert/strict';
import net from 'node:net';
import type { SocketModeClient } from '@slack/socket-mode';
import { afterEach, beforeEach, describe, it } from 'mocha';
import { decodeFrame, encodeFrame } from '../../../sandbox/slack/socket/frames.ts';
import { card, errorOf, startSlack, type Started } from './service.ts';

/** The next time that a client is connected; what it complains of before does not matter. */
const connected = (socket: SocketModeClient) =>
  new Promise<void>((resolve) => void socket.once('connected', () => resolve()));

/** The next message of the server. */
const nextMessage = (socket: SocketModeClient) =>
  new Promise<string>((resolve) => void socket.once('ws_message', (text: string) => resolve(text)));

interface Event {
  readonly ack: (response?: object) => Promise<void>;
  readonly body: Body;
}

interface Body {
  readonly type: string;
  readonly trigger_id: string;
  readonly user: { readonly id: string };
  readonly channel?: { readonly id: string; readonly name: string };
  readonly container?: object;
  readonly message?: { readonly ts: string; readonly metadata?: unknown };
  readonly actions?: readonly Readonly<Record<string, unknown>>[];
  readonly view?: { readonly private_metadata: string; readonly state: { readonly values: object } };
}

describe('sandbox Slack: Socket Mode with the official client', () => {
  let started: Started;
  beforeEach(async () => {
    started = await startSlack();
    started.slack.setLimits('none');
  });
  afterEach(() => started.close());

  /** A listener that acknowledges, and the payloads that it got. */
  async function listen(options: { readonly acks?: boolean; readonly response?: object } = {}) {
    const { acks = true, response } = options;
    const got: Body[] = [];
    const socket = started.listener();
    socket.on('interactive', ({ ack, body }: Event) => {
      got.push(body);
      if (acks) void ack(body.type === 'view_submission' ? response : undefined);
    });
    await socket.start();
    return { socket, got };
  }

  async function post(...actions: readonly string[]): Promise<string> {
    const { client, channel } = started;
    const metadata = { event_type: 'slipway_message', event_payload: { nonce: 'n' } };
    const { ts = '' } = await client().chat.postMessage({
      channel,
      text: 'ask',
      blocks: card('ask', ...actions),
      metadata,
    });
    return ts;
  }

  it('delivers a click with all that Slack says about it', async () => {
    const { slack, mara, channel } = started;
    const { got } = await listen();
    const ts = await post('approve', 'reject');
    const clicked = await slack.click({ user: 'Mara Novak', channel: 'releases', ts, actionId: 'reject' });
    assert.equal(clicked.status, 'acknowledged');
    assert.equal(clicked.deliveries.length, 1);
    const [body] = got;
    assert.equal(body?.type, 'block_actions');
    assert.deepEqual([body.user.id, body.channel], [mara, { id: channel, name: 'releases' }]);
    assert.deepEqual(body.container, { type: 'message', message_ts: ts, channel_id: channel, is_ephemeral: false });
    assert.deepEqual(
      [body.message?.ts, body.message?.metadata],
      [ts, { event_type: 'slipway_message', event_payload: { nonce: 'n' } }],
    );
    const { action_ts: at, block_id: block, ...action } = body.actions?.[0] ?? {};
    assert.deepEqual([typeof at, typeof block], ['string', 'string']);
    assert.deepEqual(action, {
      type: 'button',
      action_id: 'reject',
      text: { type: 'plain_text', text: 'reject', emoji: true },
      value: 'value of reject',
    });
  });

  it('sends clicks to any connection, the same ones for the same seed', async () => {
    const { slack, channel, mara } = started;
    const listeners = [await listen(), await listen(), await listen()];
    const ts = await post('go');
    const play = async () => {
      slack.setRouting('random', 7);
      const order: (string | undefined)[] = [];
      for (let click = 0; click < 12; click += 1)
        order.push((await slack.click({ user: mara, channel, ts, actionId: 'go' })).deliveries[0]?.connection);
      return order;
    };
    const first = await play();
    assert.deepEqual(await play(), first);
    assert.ok(listeners.every(({ got }) => got.length > 0));
  });

  it('delivers anew, elsewhere, what nobody acknowledged in time', async () => {
    const { slack, channel, mara } = started;
    slack.setTimings({ ackMs: 60 });
    slack.setRouting('oldest');
    const mute = await listen({ acks: false });
    const good = await listen();
    const ts = await post('go');
    const clicked = await slack.click({ user: mara, channel, ts, actionId: 'go' });
    assert.deepEqual([clicked.status, mute.got.length, good.got.length], ['acknowledged', 1, 1]);
    assert.deepEqual(
      clicked.deliveries.map(({ ackedAfterMs }) => ackedAfterMs === undefined),
      [true, false],
    );
    await good.socket.disconnect();
    assert.equal((await slack.click({ user: mara, channel, ts, actionId: 'go' })).status, 'unacknowledged');
    assert.equal(mute.got.length, 4);
    await mute.socket.disconnect();
    assert.equal((await slack.click({ user: mara, channel, ts, actionId: 'go' })).status, 'undelivered');
  });

  it('sends twice, drops and delays when told to', async () => {
    const { slack, channel, mara, appId } = started;
    const one = await listen();
    const ts = await post('go');
    slack.setSocketFaults({ duplicate: 1, delayMs: 5 });
    const twice = await slack.click({ user: mara, channel, ts, actionId: 'go' });
    assert.deepEqual(
      twice.deliveries.map(({ isDuplicate }) => isDuplicate),
      [false, true],
    );
    assert.equal(new Set(twice.deliveries.map(({ envelopeId }) => envelopeId)).size, 1);
    assert.equal(one.got.length, 2);
    slack.setSocketFaults({ drop: 1 });
    const dropped = await slack.click({ user: mara, channel, ts, actionId: 'go' });
    assert.notEqual(dropped.status, 'acknowledged');
    assert.ok(slack.connections(appId).length <= 1);
  });

  it('lets ten connections in and turns the eleventh away', async () => {
    const { slack, appId, listener } = started;
    await Promise.all(Array.from({ length: 10 }, () => listen()));
    assert.equal(slack.connections(appId).length, 10);
    const eleventh: SocketModeClient = listener();
    const told = nextMessage(eleventh);
    eleventh.start().catch(() => undefined);
    assert.match(await told, /"type":"disconnect","reason":"too_many_websockets"/);
    assert.deepEqual([slack.refusedConnections(), slack.connections(appId).length], [1, 10]);
  });

  it('makes clients come anew', async () => {
    const { slack, appId, channel, mara } = started;
    const { socket } = await listen();
    const [before] = slack.connections(appId);
    const back = connected(socket);
    assert.equal(slack.forceDisconnect({ appId, reason: 'refresh_requested' }), 1);
    await back;
    assert.notEqual(slack.connections(appId).at(-1)?.id, before?.id);
    const ts = await post('go');
    assert.equal((await slack.click({ user: mara, channel, ts, actionId: 'go' })).status, 'acknowledged');
    const again = connected(socket);
    slack.forceDisconnect({ reason: 'drop' });
    await again;
    assert.equal(slack.connections(appId).length, 1);
  });

  it('sends old connections away by itself', async () => {
    const { slack } = started;
    slack.setTimings({ connectionAgeMs: 30 });
    const { socket } = await listen();
    assert.match(await nextMessage(socket), /refresh_requested/);
  });

  it('takes an address once, and for half a minute', async () => {
    const { client, appToken, clock, service } = started;
    const shake = async (address: string) => {
      const { port } = new URL(service.url);
      const socket = net.connect(Number(port), '127.0.0.1');
      const { pathname, search } = new URL(address);
      const lines = [
        'Upgrade: websocket',
        'Connection: Upgrade',
        'Sec-WebSocket-Version: 13',
        'Sec-WebSocket-Key: YQ==',
      ];
      socket.write(`${[`GET ${pathname}${search} HTTP/1.1`, 'Host: x', ...lines].join('\r\n')}\r\n\r\n`);
      const answer = await new Promise<Buffer>((resolve) => void socket.once('data', resolve));
      socket.destroy();
      return answer.toString('latin1').split('\r\n')[0];
    };
    const open = async () => (await client(appToken).apps.connections.open({})).url ?? '';
    const url = await open();
    assert.equal(await shake(url), 'HTTP/1.1 101 Switching Protocols');
    assert.equal(await shake(url), 'HTTP/1.1 403 Forbidden');
    const late = await open();
    clock.turn(31_000);
    assert.equal(await shake(late), 'HTTP/1.1 403 Forbidden');
  });

  it('opens a modal within three seconds of a click, and brings the reason back', async () => {
    const { slack, channel, mara, client, clock } = started;
    const { got } = await listen();
    const ts = await post('reject');
    const open = (trigger: string) =>
      client().views.open({
        trigger_id: trigger,
        view: {
          type: 'modal',
          title: { type: 'plain_text', text: 'Reject' },
          submit: { type: 'plain_text', text: 'Send' },
          private_metadata: 'signed',
          blocks: [
            {
              type: 'input',
              block_id: 'reason',
              label: { type: 'plain_text', text: 'Why?' },
              element: { type: 'plain_text_input', action_id: 'text', max_length: 20 },
            },
          ],
        },
      });
    const click = async () => {
      await slack.click({ user: mara, channel, ts, actionId: 'reject' });
      return got.at(-1)?.trigger_id ?? '';
    };
    const trigger = await click();
    assert.equal((await open(trigger)).view?.private_metadata, 'signed');
    assert.equal((await errorOf(open(trigger))).error, 'exchanged_trigger_id');
    const late = await click();
    clock.turn(3001);
    assert.equal((await errorOf(open(late))).error, 'expired_trigger_id');
    assert.equal(await slack.submitReason(mara, ''), undefined);
    assert.equal(await slack.submitReason(mara, 'x'.repeat(21)), undefined);
    const sent = await slack.submitReason(mara, 'too early');
    assert.equal(sent?.status, 'acknowledged');
    const { view, type } = got.at(-1) ?? {};
    assert.equal(type, 'view_submission');
    assert.equal(view?.private_metadata, 'signed');
    assert.deepEqual(view.state.values, { reason: { text: { type: 'plain_text_input', value: 'too early' } } });
    assert.equal(slack.openView(mara), undefined);
  });

  it('keeps a modal open when the app says what is wrong', async () => {
    const { slack, channel, mara, client } = started;
    const { got } = await listen({ response: { response_action: 'errors', errors: { reason: 'Say more' } } });
    const ts = await post('reject');
    await slack.click({ user: mara, channel, ts, actionId: 'reject' });
    const view = { type: 'modal' as const, title: { type: 'plain_text' as const, text: 'Reject' }, blocks: [] };
    await client().views.open({ trigger_id: got[0]?.trigger_id ?? '', view });
    await slack.submitReason(mara, 'no');
    assert.deepEqual(slack.openView(mara)?.errors, { reason: 'Say more' });
  });

  it('lets nobody click who could not in Slack, unless told to', async () => {
    const { slack, channel } = started;
    await listen();
    const ts = await post('go');
    const gone = slack.createUser({ realName: 'Gone', deleted: true }).id;
    await assert.rejects(slack.click({ user: gone, channel, ts, actionId: 'go' }), /cannot click/);
    await assert.rejects(slack.click({ user: 'Mara Novak', channel, ts, actionId: 'none' }), /no button none/);
    const forged = await slack.click({ user: gone, channel, ts, actionId: 'none', value: 'forged', force: true });
    assert.deepEqual([forged.status, forged.value], ['acknowledged', 'forged']);
  });

  it('reads frames only as clients must send them', () => {
    const masked = (payload: string) => {
      const frame = encodeFrame('text', Buffer.from(payload));
      const at = frame.length - Buffer.byteLength(payload);
      frame[1] = (frame[1] ?? 0) | 0x80;
      return Buffer.concat([frame.subarray(0, at), Buffer.alloc(4), frame.subarray(at)]);
    };
    for (const size of [0, 125, 126, 65_535, 65_536]) {
      const bytes = masked('x'.repeat(size));
      assert.equal(decodeFrame(bytes)?.frame.payload.length, size);
      assert.equal(decodeFrame(bytes.subarray(0, -1)), undefined);
    }
    assert.throws(() => decodeFrame(encodeFrame('text', Buffer.from('x'))), /must mask/);
    assert.throws(() => decodeFrame(Buffer.from([0xc1, 0x80])), /reserved/);
    assert.throws(() => decodeFrame(Buffer.from([0x83, 0x80])), /unknown opcode/);
    assert.throws(() => decodeFrame(Buffer.from([0x09, 0x80])), /short and whole/);
  });
});
