import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { WebSocket } from 'undici';
import { fastTime } from '../support/fast-time.ts';
import { REQUESTER, SlackWorld, until } from '../support/slack-world.ts';

const FAST = fastTime(8).task;

describe('SlackNotify, asking', function () {
  this.timeout(90_000);
  let world: SlackWorld;
  let channels = 0;

  before(async () => {
    world = await SlackWorld.start();
    world.slack.setLimits('none');
    world.slack.createUser({ realName: 'Build Bot', isBot: true });
    // The run's message and its decisions have a ledger to stand in.
    await world.post('Begin');
  });
  after(() => world.stop('ask'));

  const newChannel = () => world.newChannel(`ask-${(channels += 1)}`);
  const buttonsOf = (card: Parameters<SlackWorld['now']>[0]) => world.now(card).buttons.filter(({ value }) => value);

  it('decides by a click, tells who made it, and writes nothing when it is run again', async () => {
    const channel = newChannel();
    const buildId = world.newRun();
    await world.post('The run', { channel }, { buildId });
    const { card, ended } = await world.ask('Create release 1.2.0?', { channel, choices: 'Go, Stay' }, { buildId });
    assert.ok(card.broadcast);
    await world.click(card, 'Go', 'Mara Novak');
    const run = await ended;
    assert.equal(run.result, 'Succeeded', run.log);
    assert.equal(run.outputs['decision'], 'Go');
    assert.match(run.outputs['decidedBy'] ?? '', /mara\.novak@example\.com/);
    assert.equal((await world.decision(buildId))?.decision, 'Go');
    assert.deepEqual(buttonsOf(card), []);
    assert.match(world.now(card).words, /Go.*Mara Novak|Mara Novak.*Go/s);
    const before = world.writes;
    const inputs = { action: 'ask', channel, choices: 'Go, Stay', question: 'Create release 1.2.0?' };
    const again = await world.notify(inputs, { buildId });
    assert.deepEqual(again.outputs, run.outputs, again.log);
    const other = await world.notify({ ...inputs, question: 'Delete it?' }, { buildId });
    assert.match(other.log, /SLACK_QUESTION_CHANGED/);
    assert.deepEqual(world.writes, before);
  });

  it('tells whoever may not decide, or has no button of ours, privately, and changes nothing', async () => {
    const channel = newChannel();
    const approvers = 'mara.novak@example.com, dana@example.com';
    const { card, ended, run, lines } = await world.ask('Who may?', { channel, approvers });
    const shown = world.now(card);
    const tries: [who: string, value: string | undefined, why: RegExp][] = [
      ['Omar Haddad', undefined, /not among those/],
      [REQUESTER, undefined, /you started this run/],
      ['Mara Novak', world.reseal(card, {}, 'another key than that of the project'), /not sealed/],
      ['Mara Novak', 'no value at all', /not sealed/],
      ['Mara Novak', world.reseal(card, { exp: Date.now() - 1 }), /could be answered until/],
      ['Mara Novak', world.reseal(card, { choice: 'Destroy' }), /not one of the answers/],
      ['Mara Novak', world.reseal(card, { nonce: 'older' }), /asked anew/],
      ['Mara Novak', world.reseal(card, { project: 'another' }), /another project/],
      ['Mara Novak', world.reseal(card, { subject: 'run-1-nothing' }), /cannot act here/],
    ];
    for (const [who, value, why] of tries) {
      const before = world.told(who, channel).length;
      const seen = await world.click(card, 'Approve', who, value);
      assert.equal(seen.status, 'acknowledged');
      const text = await until(`an answer like ${String(why)}`, () => world.told(who, channel)[before]);
      assert.match(text, /^Nothing was done: /);
      assert.match(text, why);
    }
    const place = { channel: card.channelId, ts: card.ts, actionId: card.buttons[0]?.actionId ?? '' };
    await world.slack.click({ ...place, user: 'Build Bot', force: true });
    await until('the bot to be refused', () => lines.some((line) => line.includes('refused (bot)')) || undefined);
    assert.equal(await world.decision(run), undefined);
    assert.deepEqual(world.now(card), shown);
    await world.click(card, 'Cancel', 'Mara Novak');
    const done = await ended;
    assert.equal(done.outputs['decision'], 'Cancel', done.log);
  });

  it('executes a click that another run was given, and follows disconnects', async () => {
    const channel = newChannel();
    const one = await world.ask('Question one?', { channel });
    const two = await world.ask('Question two?', { channel });
    world.slack.setRouting('newest');
    await world.click(one.card, 'Approve', 'Mara Novak');
    assert.equal((await one.ended).outputs['decision'], 'Approve');
    assert.ok(two.lines.some((line) => line.includes(`run ${one.run}: Mara Novak chose Approve`)));
    for (const reason of ['refresh_requested', 'warning', 'drop'] as const) {
      const old = world.slack.connections(world.app.appId).map(({ id }) => id);
      world.slack.forceDisconnect({ reason });
      await until(
        'a new connection',
        () =>
          world.slack.connections(world.app.appId).some(({ id, isLeaving }) => !old.includes(id) && !isLeaving) ||
          undefined,
      );
    }
    await world.click(two.card, 'Cancel', 'Mara Novak');
    const done = await two.ended;
    assert.deepEqual([done.result, done.outputs['decision']], ['Succeeded', 'Cancel'], done.log);
    world.slack.setRouting('random');
  });

  it('only looks at the ledger when the app has ten connections, and ends all the same', async () => {
    const channel = newChannel();
    const sockets = await Promise.all(Array.from({ length: 10 }, () => connect(world)));
    const before = world.slack.refusedConnections();
    const one = await world.ask('Without a connection?', { channel });
    assert.ok(world.slack.refusedConnections() > before);
    for (const socket of sockets) socket.close();
    await until('free places', () => world.slack.connections(world.app.appId).length < 10 || undefined);
    const two = await world.ask('With one?', { channel });
    await world.click(one.card, 'Approve', 'Mara Novak');
    const done = await one.ended;
    assert.deepEqual([done.result, done.outputs['decision']], ['Succeeded', 'Approve'], done.log);
    await world.click(two.card, 'Approve', 'Mara Novak');
    await two.ended;
  });

  it('fails, warns or takes a choice when nobody answers, and asks anew when it is run again', async () => {
    const channel = newChannel();
    const buildId = world.newRun();
    const ask = (ifTimeout: string) =>
      world.ask(
        `What if ${ifTimeout}?`,
        { channel, ifTimeout, subject: ifTimeout, timeoutMinutes: '1' },
        { buildId, ...FAST },
      );
    const asked = await Promise.all(['fail', 'warn', 'Cancel'].map(ask));
    const runs = await Promise.all(asked.map(({ ended }) => ended));
    const ends = runs.map(({ result, outputs }) => [result, outputs['decision'], outputs['decidedBy']]);
    const wanted = [
      ['Failed', '', ''],
      ['SucceededWithIssues', '', ''],
      ['Succeeded', 'Cancel', ''],
    ];
    assert.deepEqual(ends, wanted, runs.map(({ log }) => log).join(''));
    for (const { card } of asked) assert.deepEqual(buttonsOf(card), []);
    const [old] = asked.map(({ card }) => card);
    assert.ok(old);
    const inputs = { channel, ifTimeout: 'fail', subject: 'fail' };
    const again = await world.ask('What if fail?', inputs, { buildId });
    assert.equal(again.card.ts, old.ts);
    assert.notEqual(again.card.buttons[0]?.value, old.buttons[0]?.value);
    await world.click(again.card, 'Approve', 'Mara Novak');
    assert.equal((await again.ended).outputs['decision'], 'Approve');
  });

  it('ends within ten seconds when it is cancelled, and its card says so', async () => {
    const channel = newChannel();
    const job = new AbortController();
    const { card, ended, run } = await world.ask('Too late?', { channel }, { signal: job.signal });
    const started = Date.now();
    job.abort();
    const done = await ended;
    assert.equal(done.result, 'Canceled', done.log);
    assert.ok(Date.now() - started < 10_000);
    assert.deepEqual(buttonsOf(card), []);
    assert.match(world.now(card).words, /cancelled/i);
    assert.equal(await world.decision(run), undefined);
    assert.deepEqual(world.slack.connections(world.app.appId), []);
  });

  it('refuses a webhook and a connection without keys before anything is sent', async () => {
    const url = world.slack.createWebhook(world.app.appId, world.channel);
    const wrong = [
      [world.webhook(url), {}, /a webhook can only post/],
      [world.connection({ signingKey: null }), {}, /signing key/],
      [
        world.connection({ appToken: null }),
        {},
        /app-level token \(xapp-, scope connections:write\)[^]*add it to the service connection/,
      ],
      [
        world.connection(),
        { action: 'relay', approvalToken: '$(approvalToken)' },
        /a variable that this run does not have/,
      ],
    ] as const;
    const before = world.world.sandbox.traffic.entries.length;
    const refused = wrong.map(async ([slack, inputs, why]) => {
      const run = await world.notify({ action: 'ask', question: 'Well?', ...inputs }, { connections: { slack } });
      assert.equal(run.result, 'Failed', run.log);
      assert.match(run.message ?? '', why);
      assert.match(run.log, /INPUT_INVALID/);
    });
    const dry = await world.notify({ action: 'ask', question: 'Well?', dryRun: 'true' });
    assert.equal(dry.result, 'Succeeded', dry.log);
    await Promise.all(refused);
    const sent = world.world.sandbox.traffic.entries.slice(before);
    assert.deepEqual(
      sent.filter(({ _service, request }) => _service === 'slack' || request.method !== 'GET'),
      [],
    );
  });
});

/** A listener of somebody else, who answers nothing. */
async function connect({ slack, app }: SlackWorld): Promise<WebSocket> {
  const answer = await fetch(`${slack.apiUrl()}apps.connections.open`, {
    method: 'POST',
    headers: { authorization: `Bearer ${app.appToken}` },
  });
  const { url } = (await answer.json()) as { readonly url: string };
  const socket = new WebSocket(url);
  await new Promise((resolve) => socket.addEventListener('message', resolve, { once: true }));
  return socket;
}
