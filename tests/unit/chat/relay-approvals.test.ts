import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import type { RelayInput, RelayServices } from '../../../src/chat/chat-services.ts';
import { relayApprovals } from '../../../src/chat/relay-approvals.ts';
import { SlipwayError } from '../../../src/errors.ts';
import type { Outcome } from '../../../src/outcome.ts';
import { ChatProcess, relayInput } from '../../support/chat-process.ts';
import { FakeChat } from '../../support/fake-chat.ts';
import { clickOn, FakeClicks, invitePeople, textIn, valueOf } from '../../support/fake-clicks.ts';
import { FakeGates } from '../../support/fake-gates.ts';
import { failing } from '../clients-azure-devops/azure-harness.ts';

const APPROVAL = 'abcdef12-0000-4000-8000-000000000001';
const OTHER = 'fedcba98-0000-4000-8000-000000000002';

function open() {
  const chat = new FakeChat();
  const clicks = new FakeClicks();
  const gates = new FakeGates(chat);
  invitePeople(chat);
  const process = new ChatProcess(chat, clicks);
  /** Plays one step at each pause. */
  const relay = (
    over: Partial<RelayInput> = {},
    steps: readonly (() => unknown)[] = [],
    services: Partial<RelayServices> = {},
  ): Promise<Outcome> => {
    const base = process.services({ decider: gates.decider });
    const left = [...steps];
    const pause = async (ms: number) => {
      await base.pause(ms);
      await left.shift()?.();
      // What a step did to the run is paused for once more.
      if (process.isCancelled) await base.pause(1);
    };
    return relayApprovals({ ...base, gates: gates.port, ownStage: 'relay', pause, ...services }, relayInput(over));
  };
  const card = (index = 0) => chat.posted[index];
  const click = (label: string, over: Parameters<typeof clickOn>[2] = {}, index = 0) =>
    clicks.send(clickOn(card(index)!, valueOf(card(index), label) ?? 'no such button', over));
  const told = () => chat.whispers.map(({ user, text }) => `${user}: ${text}`).join('\n');
  return { chat, clicks, gates, process, relay, card, click, told };
}

describe('A relay of approvals', () => {
  it('shows an approval, approves by a click as its identity, and names the person', async () => {
    const { gates, relay, card, click } = open();
    gates.wait(APPROVAL, 'deploy', {}, ['Production']);
    const outcome = await relay({}, [
      () => {
        assert.match(textIn(card()), /Approval needed: Production/);
        assert.match(textIn(card()), /Open in Azure DevOps/);
        assert.match(textIn(card()), /dashboard/);
        return click('Approve');
      },
    ]);
    assert.deepEqual(gates.decided, [
      `${APPROVAL} approved Approved by Mara Novak (Mara@contoso.com, U0MARA) in Slack through Slipway`,
    ]);
    assert.match(textIn(card()), /Approved by Mara Novak \(Mara@contoso\.com, U0MARA\) \(through Slipway Relay\)/);
    assert.doesNotMatch(textIn(card()), /"actions"/);
    assert.equal(outcome.kind, 'succeeded');
    assert.match(outcome.summary, /All other stages have ended: 1 approval shown\./);
  });

  it('warns once when anybody may approve as its identity', async () => {
    const warnings = async (approvers: readonly string[], services: Partial<RelayServices> = {}) => {
      const { chat, gates, relay } = open();
      gates.wait(APPROVAL, 'deploy');
      await relay({ approvers, timeoutMinutes: 1 }, [], services);
      return chat.log.lines.filter((line) => line.startsWith('warn: '));
    };
    const [warning, ...more] = await warnings([]);
    assert.match(warning ?? '', /No "approvers" are named: whoever sees the card may answer/);
    assert.deepEqual(more, []);
    assert.deepEqual(await warnings(['mara@contoso.com']), []);
    assert.deepEqual(await warnings([], { decider: undefined }), []);
  });

  it('takes no name for that of somebody else', async () => {
    const { chat, gates, relay, card, click } = open();
    const name = 'Jon Rey in Slack through Slipway: fine';
    chat.users.set('U0MARA', { ...chat.users.get('U0MARA')!, name });
    gates.wait(APPROVAL, 'deploy');
    await relay({}, [() => click('Approve')]);
    const shown = `${name} \\(Mara@contoso\\.com, U0MARA\\) \\(through Slipway Relay\\)`;
    assert.match(textIn(card()), new RegExp(`Approved by ${shown}`));
  });

  it('asks why before it rejects', async () => {
    const { chat, gates, clicks, relay, card, click } = open();
    gates.wait(APPROVAL, 'deploy');
    await relay({}, [
      () => click('Reject', { trigger: 't' }),
      () => clicks.send(clickOn(card()!, chat.modals[0]!.value, { kind: 'reason', reason: 'Freeze' })),
    ]);
    assert.match(gates.decided.join(), /rejected Rejected by Mara Novak .* through Slipway: Freeze$/);
    assert.match(textIn(card()), /Rejected by Mara Novak/);
    assert.match(textIn(card()), /Freeze/);
  });

  it('has a link and no deciding buttons without a token, and listens to nothing', async () => {
    const { gates, clicks, relay, card } = open();
    gates.wait(APPROVAL, 'deploy');
    await relay(
      {},
      [
        () => {
          assert.equal(valueOf(card(), 'Approve'), undefined);
          assert.match(textIn(card()), /Open in Azure DevOps/);
          assert.match(textIn(card()), /asked in Azure DevOps: Slipway Relay/);
          assert.equal(clicks.listeners.length, 0);
          gates.decide(APPROVAL, 'approved', 'Petra Port', 'Looks good');
        },
      ],
      { decider: undefined, seal: undefined, clicks: undefined },
    );
    assert.match(textIn(card()), /Approved by Petra Port\*? in Azure DevOps/);
    assert.match(textIn(card()), /Looks good/);
  });

  it('has no deciding buttons where its identity may not decide', async () => {
    const { gates, relay, card } = open();
    gates.wait(APPROVAL, 'deploy', { mayDecide: false });
    await relay({ timeoutMinutes: 1 }, [() => assert.equal(valueOf(card(), 'Approve'), undefined)]);
    assert.equal(gates.decided.length, 0);
  });

  it('follows what was decided elsewhere, however it ended', async () => {
    for (const [status, text] of [
      ['timedOut', /Timed out/],
      ['canceled', /Withdrawn/],
      ['skipped', /skipped/],
    ] as const) {
      const { gates, relay, card } = open();
      gates.wait(APPROVAL, 'deploy');
      await relay({}, [() => gates.end(APPROVAL, status)]);
      assert.match(textIn(card()), text);
      assert.doesNotMatch(textIn(card()), /"actions"/);
    }
  });

  it('shows who has approved while others still must', async () => {
    const { gates, relay, card, click, told } = open();
    gates.wait(APPROVAL, 'deploy', { minRequired: 2 });
    await relay({}, [
      () => click('Approve'),
      () => undefined,
      () => {
        assert.match(textIn(card()), /approved by Slipway Relay/);
        assert.match(textIn(card()), /Open in Azure DevOps/);
        gates.decide(APPROVAL, 'approved', 'Petra Port', '');
      },
    ]);
    assert.equal(told(), '');
    assert.match(textIn(card()), /Approved by Petra Port/);
  });

  it('shows those of the named environments only, by the stage’s name where no others are told', async () => {
    const { chat, gates, relay } = open();
    gates.wait(APPROVAL, 'deploy', {}, ['Production']);
    gates.wait(OTHER, 'test', {}, ['Test']);
    await relay({ environments: ['production'], timeoutMinutes: 1 });
    assert.equal(chat.posted.length, 1);
    const silent = open();
    silent.gates.isSilent = true;
    silent.gates.wait(APPROVAL, 'deploy', {}, ['Production']);
    silent.gates.wait(OTHER, 'test', {}, ['Test']);
    await silent.relay({ environments: ['Stage deploy', 'nothing'], timeoutMinutes: 1 });
    assert.equal(silent.chat.posted.length, 1);
    assert.match(textIn(silent.card()), /Approval needed: stage Stage deploy/);
  });

  it('gives each approval of a retried stage a card of its own', async () => {
    const { chat, gates, relay, card } = open();
    gates.wait(APPROVAL, 'deploy');
    await relay({}, [() => gates.decide(APPROVAL, 'rejected', 'Petra Port', ''), () => undefined]);
    gates.gates.delete(APPROVAL);
    gates.wait(OTHER, 'deploy');
    await relay({}, [() => gates.decide(OTHER, 'approved', 'Petra Port', '')]);
    assert.equal(chat.posted.length, 2);
    assert.match(textIn(card(0)), /Rejected by Petra Port/);
    assert.match(textIn(card(1)), /Approved by Petra Port/);
  });

  for (let writes = 0; writes < 6; writes += 1) {
    it(`goes on with the card of a relay that died behind write ${writes + 1}`, async () => {
      const { chat, clicks, gates, relay, card } = open();
      gates.wait(APPROVAL, 'deploy');
      const dead = new ChatProcess(chat, clicks);
      dead.killAfter = writes;
      const services = { ...dead.services({ decider: gates.decider }), gates: gates.port, ownStage: 'relay' };
      await relayApprovals(services, relayInput()).catch(() => undefined);
      clicks.listeners.length = 0;
      await relay({}, [() => gates.decide(APPROVAL, 'approved', 'Petra Port', '')]);
      assert.equal(chat.posted.length, 1);
      assert.match(textIn(card()), /Approved by Petra Port/);
      // It may also have ended while nobody looked.
      card()!.mark = { ...card()!.mark, hash: 'what it said before' };
      await relay();
      assert.match(textIn(card()), /Approved by Petra Port/);
      const before = chat.writes.length;
      await relay();
      assert.equal(chat.writes.length, before);
    });
  }

  it('leaves to Azure DevOps what is open at its deadline', async () => {
    const { gates, relay, card, clicks } = open();
    gates.wait(APPROVAL, 'deploy');
    const outcome = await relay({ timeoutMinutes: 1 });
    assert.equal(outcome.kind, 'succeeded');
    assert.match(outcome.summary, /ended after 1 min: 1 approval shown, 1 still to be decided in Azure DevOps/);
    assert.match(textIn(card()), /no longer followed here/);
    assert.equal(clicks.listeners.length, 0);
  });

  it('withdraws its cards and hangs up when it is cancelled', async () => {
    const { chat, gates, process, clicks, relay, card } = open();
    gates.wait(APPROVAL, 'deploy');
    await assert.rejects(relay({}, [() => (process.isCancelled = true)]), /cancelled/);
    assert.match(textIn(card()), /Withdrawn/);
    assert.equal(chat.record('run-7-approval-abcdef12')?.question, undefined);
    assert.equal(clicks.listeners.length, 0);
  });

  it('withdraws a card, too, that it had posted and not recorded when it was cancelled', async () => {
    const { chat, gates, process, relay, card } = open();
    gates.wait(APPROVAL, 'deploy');
    const { messages } = process.services();
    const post: typeof messages.post = async (...given) => {
      await messages.post(...given);
      process.isCancelled = true;
      throw new Error('cancelled');
    };
    await assert.rejects(relay({}, [], { messages: { ...messages, post } }), /cancelled/);
    assert.match(textIn(card()), /Withdrawn/);
    assert.equal(chat.record('run-7-approval-abcdef12')?.question, undefined);
  });

  it('shows the end of an approval also when Slack was away just then', async () => {
    for (const [downs, othersEnded] of [
      [1, true],
      [4, false],
    ] as const) {
      const { chat, gates, relay, card } = open();
      gates.wait(APPROVAL, 'deploy');
      gates.setStage('other', othersEnded);
      const update = chat.messages.update.bind(chat.messages);
      let left: number = downs;
      chat.messages.update = (...given) => {
        left -= 1;
        if (left < 0) return update(...given);
        return Promise.reject(new SlipwayError('Slack is down.', { kind: 'remote', code: 'SLACK_UNREACHABLE' }));
      };
      await relay({ timeoutMinutes: 1 }, [() => gates.decide(APPROVAL, 'approved', 'Petra Port', '')]);
      assert.match(textIn(card()), /Approved by Petra Port/);
      assert.equal(left, -1);
    }
  });

  it('tells the second of two who click in one second by whom it was decided', async () => {
    const { gates, relay, card, clicks, told } = open();
    gates.wait(APPROVAL, 'deploy');
    await relay({}, [
      () => {
        const [approve, reject] = [valueOf(card(), 'Approve')!, valueOf(card(), 'Reject')!];
        return Promise.all([
          clicks.send(clickOn(card()!, approve)),
          clicks.send(clickOn(card()!, reject, { userId: 'U0JON' })),
        ]);
      },
    ]);
    assert.equal(gates.decided.length, 1);
    assert.match(told(), /Nothing was done: already approved by Slipway Relay.*Mara Novak/);
  });

  it('tells the person and the log what Azure DevOps refused', async () => {
    const { chat, gates, relay, click, told } = open();
    gates.wait(APPROVAL, 'deploy');
    gates.refuse = '"Approver" is missing.';
    await relay({ timeoutMinutes: 1 }, [() => click('Approve')]);
    assert.match(told(), /U0MARA: .*Azure DevOps said: "Approver" is missing\. Decide there: <https:\/\/dev/);
    assert.match(chat.log.lines.join('\n'), /would not let Mara Novak/);
  });

  it('cannot be answered by those who may not', async () => {
    const { gates, relay, click, told } = open();
    gates.wait(APPROVAL, 'deploy');
    await relay({ approvers: ['jon@contoso.com'], timeoutMinutes: 1 }, [
      () => click('Approve'),
      () => click('Approve', { userId: 'U0REQ' }),
      () => click('Approve', { userId: 'U0BOT' }),
    ]);
    assert.deepEqual(gates.decided, []);
    assert.equal(told().split('\n').length, 3);
  });

  it('is answered "cannot act here" by a job that has no token', async () => {
    const { chat, gates, relay, card, told } = open();
    gates.wait(APPROVAL, 'deploy');
    await relay({ timeoutMinutes: 1 }, [
      async () => {
        const { handleClick } = await import('../../../src/chat/handle-click.ts');
        const services = new ChatProcess(chat, new FakeClicks()).services();
        await handleClick({ ...services, seal: services.seal! }, clickOn(card()!, valueOf(card(), 'Approve')!));
      },
    ]);
    assert.deepEqual(gates.decided, []);
    assert.match(told(), /cannot act here, because it has no token to approve with.*buildId=7/);
  });

  it('prints what it would show in a dry run', async () => {
    const { chat, gates, relay } = open();
    gates.wait(APPROVAL, 'deploy', {}, ['Production']);
    const outcome = await relay({ dryRun: true });
    assert.equal(outcome.kind, 'succeeded');
    assert.deepEqual(chat.writes, []);
    assert.match(chat.log.lines.join('\n'), /Dry run: the approval .*Production/);
  });

  it('refuses to decide without key or app token', async () => {
    const { relay } = open();
    await assert.rejects(relay({}, [], { seal: undefined }), failing('SLACK_SIGNING_KEY_MISSING'));
    await assert.rejects(relay({}, [], { clicks: undefined }), failing('SLACK_APP_TOKEN_MISSING'));
    await assert.rejects(relay({ approvers: ['x'] }), failing('SLACK_QUESTION_INVALID'));
  });
});
