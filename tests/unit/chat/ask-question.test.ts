import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { askQuestion } from '../../../src/chat/ask-question.ts';
import type { AskInput, ChatServices } from '../../../src/chat/chat-services.ts';
import { openDesk } from '../../../src/chat/click-desk.ts';
import { keepMessage } from '../../../src/chat/keep-message.ts';
import { openValue, signValue } from '../../../src/chat/signed-value.ts';
import { SlipwayError } from '../../../src/errors.ts';
import type { Outcome } from '../../../src/outcome.ts';
import { askInput, ChatProcess, decisionIn, HOME, KEY } from '../../support/chat-process.ts';
import { FakeChat } from '../../support/fake-chat.ts';
import { clickOn, FakeClicks, invitePeople, textIn, valueOf } from '../../support/fake-clicks.ts';
import { FakeLedger } from '../../support/fake-ledger.ts';
import { sealOf } from '../../support/seal.ts';
import { failing } from '../clients-azure-devops/azure-harness.ts';

/** A world in which people click while jobs pause. */
function open() {
  const chat = new FakeChat();
  const clicks = new FakeClicks();
  invitePeople(chat);
  const process = new ChatProcess(chat, clicks);
  /** Plays `people` once the card stands there, and gives how the task ended. */
  const ask = async (
    over: Partial<AskInput> = {},
    people: () => Promise<unknown> = () => Promise.resolve(),
    services: Partial<ChatServices> = {},
  ): Promise<Outcome> => {
    const base = process.services();
    let played = false;
    const pause = async (ms: number) => {
      await base.pause(ms);
      if (played || card() === undefined) return;
      played = true;
      await people();
      await base.pause(1);
    };
    return askQuestion({ ...base, pause, ...services }, askInput(over));
  };
  const card = () => chat.posted.findLast(({ isDeleted }) => !isDeleted);
  const click = (label: string, over: Parameters<typeof clickOn>[2] = {}) =>
    clicks.send(clickOn(card()!, valueOf(card(), label) ?? 'no such button', over));
  const told = () => chat.whispers.map(({ user, text }) => `${user}: ${text}`).join('\n');
  return { chat, clicks, process, ask, card, click, told };
}

describe('A question in Slack', () => {
  it('is answered by a click, once, and the card says by whom', async () => {
    const { chat, ask, card, click } = open();
    const outcome = await ask({}, () => click('Approve'));
    assert.equal(outcome.kind, 'succeeded');
    assert.deepEqual(outcome.outputs, {
      messageTs: card()?.ts,
      decision: 'Approve',
      decidedBy: 'Mara@contoso.com',
    });
    assert.match(textIn(card()), /Approved by Mara Novak/);
    assert.doesNotMatch(textIn(card()), /"actions"/);
    assert.equal(decisionIn(chat, 7, 'run-7-question')?.via, 'slack');
    assert.equal(chat.posted.length, 1);
  });

  it('heads its card without the marks of Markdown, which a heading does not know', async () => {
    const { ask, click, card } = open();
    const heads: string[] = [];
    await ask({ question: 'Start the **load test** of `web`?\nIt takes **an hour**.' }, () => {
      heads.push(textIn(card()));
      return click('Approve');
    });
    for (const text of [...heads, textIn(card())]) {
      assert.match(text, /"text":"Start the load test of web\?"/);
      assert.match(text, /It takes \*an hour\*/);
    }
    assert.equal(heads.length, 1);
  });

  it('is a success whatever was chosen', async () => {
    const { ask, click } = open();
    const outcome = await ask({ choices: ['Trigger', 'Skip'] }, () => click('Skip'));
    assert.equal(outcome.kind, 'succeeded');
    assert.equal(outcome.outputs?.['decision'], 'Skip');
  });

  it('is not asked again when it is answered, and a card that was left behind is brought up to date', async () => {
    const { chat, ask, click, card } = open();
    await ask({}, () => click('Approve'));
    const shown = textIn(card());
    const writes = chat.writes.length;
    const again = await ask();
    assert.equal(again.outputs?.['decision'], 'Approve');
    assert.equal(chat.writes.length, writes);
    const before = card()!.mark;
    card()!.mark = { ...before, hash: 'stale' };
    await ask();
    assert.equal(textIn(card()), shown);
    assert.equal(chat.posted.length, 1);
  });

  it('refuses another question or other choices under a decided subject', async () => {
    const { ask, click } = open();
    await ask({}, () => click('Approve'));
    await assert.rejects(ask({ choices: ['Approve', 'Skip'] }), failing('SLACK_QUESTION_CHANGED', /choices/));
    await assert.rejects(ask({ question: 'Delete all?' }), failing('SLACK_QUESTION_CHANGED', /run-7-question/));
  });

  it('asks nothing without a key or an app token', async () => {
    const { chat, ask } = open();
    await assert.rejects(ask({}, undefined, { seal: undefined }), failing('SLACK_SIGNING_KEY_MISSING'));
    await assert.rejects(ask({}, undefined, { clicks: undefined }), failing('SLACK_APP_TOKEN_MISSING'));
    assert.deepEqual(chat.writes, []);
  });

  it('names what cannot be asked', async () => {
    const { ask } = open();
    const bad = failing('SLACK_QUESTION_INVALID');
    await assert.rejects(ask({ choices: [] }), bad);
    await assert.rejects(ask({ choices: Array.from('abcdefghijk') }), bad);
    await assert.rejects(ask({ choices: ['Yes', 'YES'] }), bad);
    await assert.rejects(ask({ choices: ['x'.repeat(76)] }), bad);
    await assert.rejects(ask({ question: ' ' }), bad);
    await assert.rejects(ask({ ifTimeout: 'Maybe' }), bad);
    await assert.rejects(ask({ choices: ['Fail', 'Go'], ifTimeout: 'fail' }), bad);
    await assert.rejects(ask({ approvers: ['Mara'] }), bad);
    await assert.rejects(ask({ subject: '长'.repeat(600) }), bad);
  });

  it('prints the card and sends nothing in a dry run', async () => {
    const { chat, ask } = open();
    const outcome = await ask({ dryRun: true });
    assert.equal(outcome.kind, 'succeeded');
    assert.deepEqual(chat.writes, []);
    assert.match(chat.log.lines.join('\n'), /Create release 1\.4\.0/);
  });

  it('masks secrets in card and ledger', async () => {
    const { chat, ask, card, click } = open();
    await ask({ question: 'Is hunter2 good?' }, async () => {
      assert.doesNotMatch(textIn(card()), /hunter2/);
      await click('Approve');
    });
    assert.doesNotMatch(chat.file('messages/run-7-question.json') ?? '', /hunter2/);
    assert.doesNotMatch(chat.file('decisions/7/run-7-question.json') ?? '', /hunter2/);
  });

  it('goes into the thread of the run’s message, and is shown in the channel', async () => {
    const { chat, process, ask, card, click } = open();
    const rendered = { message: { text: 'The run', blocks: [] }, thread: [] };
    const services = process.services();
    await keepMessage(services, { subject: 'run-7', channel: 'C0RELEASES', rendered });
    const root = chat.posted[0]!;
    await ask({}, () => click('Approve'));
    assert.equal(card()?.thread, root.ts);
    assert.equal(card()?.broadcast, true);
    assert.match(textIn(card()), /Approved by Mara Novak/);
  });

  it('stands for itself when the run’s message was deleted or stands elsewhere', async () => {
    for (const how of ['deleted', 'elsewhere'] as const) {
      const { chat, process, ask, card, click } = open();
      const rendered = { message: { text: 'The run', blocks: [] }, thread: [] };
      const channel = how === 'deleted' ? 'C0RELEASES' : '#reviews';
      await keepMessage(process.services(), { subject: 'run-7', channel, rendered });
      if (how === 'deleted') chat.posted[0]!.isDeleted = true;
      await ask({}, () => click('Approve'));
      assert.equal(card()?.thread, undefined);
    }
  });

  it('asks for a reason before it rejects, and keeps it', async () => {
    const { chat, ask, card, click, clicks } = open();
    const outcome = await ask({}, async () => {
      await click('Reject', { trigger: 't1' });
      assert.equal(decisionIn(chat, 7, 'run-7-question'), undefined);
      const [modal] = chat.modals;
      await clicks.send(clickOn(card()!, modal!.value, { kind: 'reason', reason: 'Too\n late \u202e on a *Friday*' }));
    });
    assert.equal(outcome.outputs?.['decision'], 'Reject');
    assert.equal(decisionIn(chat, 7, 'run-7-question')?.reason, 'Too late on a *Friday*');
    assert.match(textIn(card()), /Too late on a ∗Friday∗/);
  });

  it('asks those who may not answer for no reason', async () => {
    const { chat, ask, click, told } = open();
    await ask({ ifTimeout: 'warn', approvers: ['jon@contoso.com'] }, () => click('Reject', { trigger: 't1' }));
    assert.deepEqual(chat.modals, []);
    assert.match(told(), /not among those/);
  });

  for (const [who, over, answer] of [
    ['U0MARA', {}, 'decided'],
    ['U0MARA', { approvers: ['mara@CONTOSO.com'] }, 'decided'],
    ['U0HIDDEN', { approvers: ['U0HIDDEN'], allowRequester: true }, 'decided'],
    ['U0REQ', { allowRequester: true }, 'decided'],
    ['U0REQ', { allowRequester: true, approvers: ['jon@contoso.com'] }, 'not among those'],
    ['U0REQ', { approvers: ['rita@contoso.com'] }, 'you started this run'],
    ['U0JON', { approvers: ['mara@contoso.com'] }, 'not among those'],
    ['U0HIDDEN', {}, 'users:read.email'],
    ['U0HIDDEN', { allowRequester: true, approvers: ['mara@contoso.com'] }, 'users:read.email'],
    ['U0HIDDEN', { allowRequester: true, approvers: ['U0MARAX'] }, 'not among those'],
    ['U0BOT', { allowRequester: true }, 'only people'],
    ['U0OUT', {}, 'another workspace'],
    ['U0OUT', { approvers: ['jon@contoso.com'] }, 'another workspace'],
    ['U0OUT', { approvers: ['U0OUT1X'] }, 'another workspace'],
    ['U0OUTBYID', { approvers: ['U0OUTBYID'] }, 'decided'],
    ['U0GONE', { allowRequester: true }, 'deactivated'],
    ['U0NOBODY', { allowRequester: true }, 'cannot act here'],
  ] as const) {
    it(`gives ${who} with ${JSON.stringify(over)}: ${answer}`, async () => {
      const { chat, ask, click, told } = open();
      const outcome = await ask({ ...over, ifTimeout: 'warn' }, () => click('Approve', { userId: who }));
      if (answer === 'decided') {
        assert.equal(outcome.outputs?.['decision'], 'Approve');
        assert.deepEqual(chat.whispers, []);
      } else {
        assert.equal(outcome.kind, 'warned');
        assert.match(told(), new RegExp(`^${who}: Nothing was done.*${answer}`));
        assert.match(chat.log.lines.join('\n'), new RegExp(`${who}.*refused`));
      }
    });
  }

  it('lets nobody in whom the ledger was made to name', async () => {
    const { chat, process, ask, click, told } = open();
    await ask({ ifTimeout: 'warn', approvers: ['jon@contoso.com'] }, async () => {
      const { ledger } = process.services();
      const head = await ledger.readHead();
      const path = 'messages/run-7-question.json';
      const content = chat.file(path)!.replace('jon@contoso.com', 'mara@contoso.com');
      await ledger.push({ head, message: 'By hand', files: [{ path, content }] });
      await click('Approve');
      await click('Approve', { userId: 'U0JON' });
    });
    assert.match(told(), /U0MARA: Nothing was done: what the ledger says[^]*U0JON: Nothing was done: what the ledger/);
  });

  it('believes no answer that somebody wrote into the ledger, neither while it waits nor afterwards', async () => {
    const path = 'decisions/7/run-7-question.json';
    const genuine = open();
    await genuine.ask({}, () => genuine.click('Reject'));
    const made = genuine.chat.file(path)!;
    const forgeries = [
      made.replace('"decision": "Reject"', '"decision": "Approve"'),
      made.replace('Mara@contoso.com', 'jon@contoso.com'),
      made.replace(/,\s*"seal": "[^"]*"/, ''),
    ];
    for (const content of forgeries) {
      assert.notEqual(content, made);
      const { process, ask, click, told } = open();
      const { ledger } = process.services();
      const forge = async () =>
        ledger.push({ head: await ledger.readHead(), message: 'By hand', files: [{ path, content }] });
      const asking = ask({ ifTimeout: 'Reject' }, async () => {
        await forge();
        await click('Approve');
      });
      await assert.rejects(asking, failing('SLACK_DECISION_FORGED', /run-7-question/));
      assert.match(told(), /U0MARA: Nothing was done.*was not made by a click/);
      await assert.rejects(ask(), failing('SLACK_DECISION_FORGED'));
    }
    const other = open();
    const { ledger, run } = other.process.services();
    const files = [{ path: 'decisions/8/run-8-question.json', content: made }];
    await ledger.push({ head: undefined, message: 'Of another run', files });
    await assert.rejects(other.ask({}, undefined, { run: { ...run, id: 8 } }), failing('SLACK_DECISION_FORGED'));
  });

  it('is decided for no other run than the one that asked', async () => {
    const { chat, clicks, ask, card, click, told } = open();
    const outcome = await ask({ subject: 'deploy' }, async () => {
      const opened = openValue(sealOf(KEY), valueOf(card(), 'Approve') ?? '');
      assert.ok(opened.kind === 'open');
      await clicks.send(clickOn(card()!, signValue(sealOf(KEY), { ...opened.value, run: 8 })));
      assert.equal(decisionIn(chat, 8, 'deploy'), undefined);
      await click('Approve');
    });
    assert.match(told(), /^U0MARA: Nothing was done: what the ledger says[^\n]*$/);
    assert.equal(outcome.outputs?.['decision'], 'Approve');
  });

  it('takes no button that was copied into another message', async () => {
    const { ask, click, told } = open();
    await ask({ ifTimeout: 'warn' }, () => click('Approve', { ts: '1.000001' }));
    assert.match(told(), /was copied from another message/);
  });

  it('tells the person what the card cannot say, and shows it when Slack is back', async () => {
    const { chat, ask, card, click, told } = open();
    let isDown = false;
    const update = chat.messages.update.bind(chat.messages);
    chat.messages.update = (...given) =>
      isDown
        ? Promise.reject(new SlipwayError('Slack is down.', { kind: 'remote', code: 'SLACK_UNREACHABLE' }))
        : update(...given);
    const outcome = await ask({}, async () => {
      isDown = true;
      await click('Approve');
      isDown = false;
    });
    assert.match(told(), /U0MARA: Done: \*Approve\*/);
    assert.match(chat.log.lines.join('\n'), /still says what it said: Slack is down/);
    assert.equal(outcome.outputs?.['decision'], 'Approve');
    assert.match(textIn(card()), /Approved by Mara Novak/);
  });

  it('shows beside a name whose it is, however long that is', async () => {
    const { chat, ask, card, click } = open();
    chat.users.set('U0MARA', { ...chat.users.get('U0MARA')!, name: `Jon Rey (jon@contoso.com) ${'x'.repeat(200)}` });
    await ask({}, () => click('Approve'));
    assert.match(textIn(card()), /Approved by Jon Rey jon@contoso\.com x+… \(Mara@contoso\.com\)/);
  });

  it('tells who was faster', async () => {
    const { ask, card, clicks, told } = open();
    await ask({}, async () => {
      const [approve, reject] = [valueOf(card(), 'Approve')!, valueOf(card(), 'Reject')!];
      await Promise.all([
        clicks.send(clickOn(card()!, approve)),
        clicks.send(clickOn(card()!, reject, { userId: 'U0JON' })),
      ]);
    });
    assert.match(told(), /U0JON: Nothing was done: already decided by Mara Novak/);
  });

  it('shows a failed gate when nobody answers, and takes no click from then on', async () => {
    const { chat, process, ask, card, clicks, told } = open();
    let value = '';
    const outcome = await ask({}, () => Promise.resolve((value = valueOf(card(), 'Approve')!)));
    assert.equal(outcome.kind, 'blocked');
    assert.equal(outcome.outputs?.['decision'], '');
    assert.match(textIn(card()), /Timed out/);
    // A listener whose clock is behind.
    chat.time -= 20 * 60_000;
    let late = false;
    await askQuestion(
      {
        ...process.services(),
        run: { ...process.services().run, id: 8 },
        pause: async (ms) => {
          if (!late) await clicks.send(clickOn(chat.posted[0]!, value));
          late = true;
          await process.services().pause(ms);
        },
      },
      askInput({ ifTimeout: 'warn' }),
    );
    assert.equal(decisionIn(chat, 7, 'run-7-question'), undefined);
    assert.match(told(), /no longer open/);
  });

  it('takes a choice for the answer of nobody', async () => {
    const { chat, ask, card } = open();
    const outcome = await ask({ ifTimeout: 'reject' });
    assert.equal(outcome.kind, 'succeeded');
    assert.deepEqual(outcome.outputs, { messageTs: card()?.ts, decision: 'Reject', decidedBy: '' });
    assert.equal(decisionIn(chat, 7, 'run-7-question')?.via, 'timeout');
    assert.match(textIn(card()), /taken as Reject/);
  });

  it('asks anew after a timeout, with buttons that count', async () => {
    const { ask, card, click, clicks, told } = open();
    let old = '';
    await ask({}, () => Promise.resolve((old = valueOf(card(), 'Approve')!)));
    const outcome = await ask({}, async () => {
      await clicks.send(clickOn(card()!, old));
      await click('Reject');
    });
    assert.match(told(), /asked anew/);
    assert.equal(outcome.outputs?.['decision'], 'Reject');
  });

  it('says that it is withdrawn when the run is cancelled, and cannot be answered any more', async () => {
    const { chat, process, ask, card, clicks } = open();
    const cancel = () => {
      process.isCancelled = true;
      return Promise.resolve();
    };
    await assert.rejects(ask({}, cancel), /cancelled/);
    assert.match(textIn(card()), /Withdrawn/);
    assert.doesNotMatch(textIn(card()), /"actions"/);
    assert.equal(chat.record('run-7-question')?.question, undefined);
    assert.equal(clicks.listeners.length, 0);
  });

  it('is answered through a job of another repository of the project', async () => {
    const { chat, clicks, ask, card, told } = open();
    const there = new FakeLedger();
    const home = { ...HOME, repository: 'another' };
    const job = new ChatProcess(chat, clicks).services();
    const openLedger = (repository: string) => (repository === 'another' ? there.branch : job.openLedger(repository));
    const desk = await openDesk({ ...job, openLedger, seal: sealOf(KEY) }, clicks.source(), () => undefined);
    let value = '';
    const press = () => clicks.send(clickOn(card()!, (value = valueOf(card(), 'Approve')!)));
    const outcome = await ask({}, press, { home, ledger: there.branch });
    assert.equal(outcome.outputs?.['decision'], 'Approve');
    assert.match(there.file('decisions/7/run-7-question.json') ?? '', /"Approve"/);
    assert.equal(chat.ledgerCommits, 0);
    const opened = openValue(sealOf(KEY), value);
    assert.ok(opened.kind === 'open');
    await clicks.send(clickOn(card()!, signValue(sealOf(KEY), { ...opened.value, repo: 'a third' })));
    assert.match(told(), /^U0MARA: Nothing was done: this job cannot act here[^\n]*the run in Azure DevOps>\.$/);
    await desk.close('now');
  });

  it('only polls when Slack gives it no connection', async () => {
    const { chat, ask, card } = open();
    const other = new FakeClicks(0);
    const outcome = await ask(
      {},
      async () => {
        // Another job of the project got the click.
        const services = new ChatProcess(chat, other).services();
        const { handleClick } = await import('../../../src/chat/handle-click.ts');
        await handleClick({ ...services, seal: services.seal! }, clickOn(card()!, valueOf(card(), 'Approve')!));
      },
      { clicks: other.source() },
    );
    assert.equal(outcome.outputs?.['decision'], 'Approve');
    assert.match(chat.log.lines.join('\n'), /hears no clicks itself \(too_many_websockets\)/);
  });
});
