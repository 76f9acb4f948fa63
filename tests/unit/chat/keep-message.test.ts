import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { describe, it } from 'mocha';
import type { Rendered } from '../../../src/chat/blocks.ts';
import { keepMessage, type WantedMessage } from '../../../src/chat/keep-message.ts';
import { FakeChat } from '../../support/fake-chat.ts';
import { Killed } from '../../support/fake-release.ts';

const rendered = (text: string, ...thread: string[]): Rendered => ({
  message: { text, blocks: [] },
  thread: thread.map((part) => ({ text: part, blocks: [] })),
});

const wanted = (text: string, over: Partial<WantedMessage> = {}): WantedMessage => ({
  subject: 'run-7',
  channel: 'C0RELEASES',
  rendered: rendered(text),
  ...over,
});

const texts = (chat: FakeChat) => chat.channel().map(({ message }) => message.text);

describe('The one message of a subject', () => {
  it('is posted once, updated where it stands, and left alone when it says so already', async () => {
    const chat = new FakeChat();
    const first = await keepMessage(chat.services(), wanted('Deploying'));
    assert.equal(first.kind, 'posted');
    assert.deepEqual(chat.writes, [
      'ledger: Slack message of run-7 in C0RELEASES, to be posted',
      'post message',
      'ledger: Slack message of run-7 in C0RELEASES, posted',
    ]);
    const again = await keepMessage(chat.services({ id: 8 }), wanted('Deploying'));
    assert.equal(again.kind, 'unchanged');
    assert.equal(chat.writes.length, 3);
    const later = await keepMessage(chat.services({ id: 9 }), wanted('Deployed'));
    assert.equal(later.kind, 'updated');
    assert.deepEqual(later.place, first.place);
    assert.deepEqual(texts(chat), ['Deployed']);
    assert.equal(chat.ledgerCommits, 2);
  });

  it('stands where the channel is named by its name, and stays there when its id is named', async () => {
    const chat = new FakeChat();
    await keepMessage(chat.services(), wanted('One', { channel: '#releases' }));
    await keepMessage(chat.services(), wanted('Two', { channel: 'C0RELEASES' }));
    assert.deepEqual(texts(chat), ['Two']);
  });

  it('is refused a second channel by its own run, and moves with another one', async () => {
    const chat = new FakeChat();
    await keepMessage(chat.services(), wanted('One'));
    await assert.rejects(keepMessage(chat.services(), wanted('Two', { channel: '#reviews' })), {
      code: 'SLACK_SUBJECT_ELSEWHERE',
    });
    await keepMessage(chat.services({ id: 8 }), wanted('Two', { channel: '#reviews' }));
    assert.equal(chat.channel('C0REVIEWS').length, 1);
  });

  it('is posted anew after a person deleted it, under another nonce', async () => {
    const chat = new FakeChat();
    const before = await keepMessage(chat.services(), wanted('One'));
    chat.posted[0]!.isDeleted = true;
    const after = await keepMessage(chat.services(), wanted('One'));
    assert.equal(after.kind, 'posted');
    assert.notEqual(after.record.nonce, before.record.nonce);
    assert.deepEqual(texts(chat), ['One']);
    assert.deepEqual(chat.record('run-7')?.place, after.place);
  });

  it('is written into its thread when it can no longer be edited, and once only', async () => {
    const chat = new FakeChat();
    const { place } = await keepMessage(chat.services(), wanted('One'));
    chat.posted[0]!.isClosed = true;
    assert.equal((await keepMessage(chat.services(), wanted('Two'))).kind, 'replied');
    assert.equal((await keepMessage(chat.services(), wanted('Two'))).kind, 'unchanged');
    assert.equal((await keepMessage(chat.services(), wanted('Three'))).kind, 'replied');
    assert.deepEqual(
      chat.thread(place.ts).map(({ message }) => message.text),
      ['Three'],
    );
    assert.deepEqual(texts(chat), ['One']);
  });

  it('is updated blindly, and says so, where the channel cannot be read', async () => {
    const chat = new FakeChat();
    chat.canRead = false;
    await keepMessage(chat.services(), wanted('One', { rendered: rendered('One', 'detail') }));
    const again = await keepMessage(chat.services(), wanted('One', { rendered: rendered('One', 'detail') }));
    assert.equal(again.kind, 'updated');
    assert.equal(chat.posted.length, 2);
    assert.equal(chat.log.lines.filter((line) => line.includes('channels:history')).length, 2);
  });

  it('keeps its thread: missing parts are posted in order, changed ones updated, superfluous ones stay', async () => {
    const chat = new FakeChat();
    const { place, thread } = await keepMessage(
      chat.services(),
      wanted('', { rendered: rendered('M', 'a', 'b', 'c') }),
    );
    assert.deepEqual(thread, { posted: 3, updated: 0 });
    const changed = await keepMessage(chat.services(), wanted('', { rendered: rendered('M', 'a', 'B') }));
    assert.deepEqual(changed.thread, { posted: 0, updated: 1 });
    assert.deepEqual(
      chat.thread(place.ts).map(({ message }) => message.text),
      ['a', 'B', 'c'],
    );
    const writes = chat.writes.length;
    await keepMessage(chat.services(), wanted('', { rendered: rendered('M', 'a', 'B') }));
    assert.equal(chat.writes.length, writes);
  });

  it('knows what stands in its thread where the clock of the agent is ahead of Slack’s', async () => {
    const chat = new FakeChat();
    const ahead = () => ({ ...chat.services(), now: () => chat.time + 600_000 });
    const { place } = await keepMessage(ahead(), wanted('', { rendered: rendered('M', 'a', 'b') }));
    const again = await keepMessage(ahead(), wanted('', { rendered: rendered('N', 'a', 'B') }));
    assert.deepEqual(again.thread, { posted: 0, updated: 1 });
    chat.posted[0]!.isClosed = true;
    for (const text of ['O', 'P']) await keepMessage(ahead(), wanted(text));
    assert.deepEqual(
      chat.thread(place.ts).map(({ message }) => message.text),
      ['a', 'B', 'P'],
    );
  });

  it('goes into a thread and is shown in the channel, where it belongs to another one', async () => {
    const chat = new FakeChat();
    const { place } = await keepMessage(chat.services(), wanted('Run'));
    const card = wanted('Approve?', { subject: 'run-7-question', thread: place.ts, broadcast: true });
    await keepMessage(chat.services(), card);
    assert.equal((await keepMessage(chat.services(), card)).kind, 'unchanged');
    assert.deepEqual(texts(chat), ['Run', 'Approve?']);
    assert.equal(chat.thread(place.ts).length, 1);
  });

  it('keeps the question of its buttons in the record before anybody can click', async () => {
    const chat = new FakeChat();
    const question = {
      run: 7,
      text: 'Go?',
      choices: ['Approve', 'Cancel'],
      approvers: [],
      allowRequester: false,
      requester: { id: null, email: null, name: 'Mara' },
      expiresAt: '2026-03-02T09:30:00.000Z',
      nonce: 'q1',
    };
    await keepMessage(chat.services(), wanted('Go?', { question }));
    assert.deepEqual(chat.record('run-7')?.question, question);
    await keepMessage(chat.services(), wanted('Go?', { question: { ...question, nonce: 'q2' } }));
    assert.equal(chat.record('run-7')?.question?.nonce, 'q2');
    const commits = chat.ledgerCommits;
    await keepMessage(chat.services(), wanted('Approved'));
    assert.equal(chat.ledgerCommits, commits);
    assert.equal(chat.record('run-7')?.question?.nonce, 'q2');
  });

  it('is found by its mark when the job that posted it died before it could record it', async () => {
    const chat = new FakeChat();
    chat.lostPosts = 1;
    await assert.rejects(keepMessage(chat.services(), wanted('One')), { code: 'SLACK_UNREACHABLE' });
    assert.equal(chat.record('run-7')?.place, undefined);
    const { kind } = await keepMessage(chat.services({ id: 8 }), wanted('One'));
    assert.equal(kind, 'unchanged');
    assert.equal(chat.posted.length, 1);
  });

  it('lets go of its claim when Slack surely refused it, and of no other', async () => {
    const chat = new FakeChat();
    await keepMessage(chat.services(), wanted('Other', { subject: 'other' }));
    const nowhere = wanted('One', { channel: 'C0NOWHERE' });
    await assert.rejects(keepMessage(chat.services(), nowhere), { code: 'SLACK_REFUSED' });
    assert.equal(chat.record('run-7'), undefined);
    const before = chat.time;
    await assert.rejects(keepMessage(chat.services({ id: 8 }), nowhere), { code: 'SLACK_REFUSED' });
    assert.equal((await keepMessage(chat.services({ id: 9 }), wanted('One'))).kind, 'posted');
    assert.equal(chat.time, before);
    assert.ok(chat.record('other'));
  });

  it('still knows its message when the channel it was to move to is none', async () => {
    const chat = new FakeChat();
    const { place } = await keepMessage(chat.services(), wanted('One'));
    await assert.rejects(keepMessage(chat.services({ id: 8 }), wanted('Two', { channel: 'C0NOWHERE' })));
    assert.deepEqual((await keepMessage(chat.services({ id: 9 }), wanted('Three'))).place, place);
    assert.deepEqual(texts(chat), ['Three']);
  });

  it('keeps its claim when it cannot be known whether the message is there', async () => {
    const chat = new FakeChat();
    chat.lostPosts = 1;
    await assert.rejects(keepMessage(chat.services(), wanted('One')), { code: 'SLACK_UNREACHABLE' });
    assert.ok(chat.record('run-7'));
  });

  it('waits for a job that is posting, and takes over when that never ends', async () => {
    const chat = new FakeChat();
    chat.killAfter = 0;
    await assert.rejects(keepMessage(chat.services(), wanted('One')), Killed);
    chat.revive();
    await assert.rejects(keepMessage(chat.services({ id: 8 }), wanted('One')), { code: 'SLACK_SUBJECT_BUSY' });
    assert.equal(chat.posted.length, 0);
    chat.time += 120_000;
    await keepMessage(chat.services({ id: 8 }), wanted('One'));
    assert.equal(chat.posted.length, 1);
  });

  it('does not wait for itself: another attempt of the same job posts at once', async () => {
    const chat = new FakeChat();
    chat.killAfter = 0;
    await assert.rejects(keepMessage(chat.services(), wanted('One')), Killed);
    chat.revive();
    const before = chat.time;
    await keepMessage(chat.services(), wanted('One'));
    assert.equal(chat.time, before);
    assert.equal(chat.posted.length, 1);
  });

  it('converges wherever a job is killed, with nothing doubled', async () => {
    for (let writes = 0; writes < 6; writes += 1) {
      const chat = new FakeChat();
      chat.killAfter = writes;
      await keepMessage(chat.services(), wanted('', { rendered: rendered('M', 'a', 'b') })).catch((error: unknown) =>
        assert.ok(error instanceof Killed),
      );
      chat.revive();
      const { place } = await keepMessage(chat.services(), wanted('', { rendered: rendered('M', 'a', 'b') }));
      assert.deepEqual(texts(chat), ['M'], `killed behind write ${writes}`);
      assert.equal(chat.thread(place.ts).length, 2, `killed behind write ${writes}`);
    }
  });

  it('is one message however many jobs post it at once', async () => {
    await fc.assert(
      fc.asyncProperty(fc.infiniteStream(fc.nat(3)), fc.integer({ min: 2, max: 6 }), async (turns, jobs) => {
        const chat = new FakeChat();
        chat.turns = () => turns.next().value as number;
        const ends = await Promise.all(
          Array.from({ length: jobs }, (_, job) =>
            keepMessage(chat.services({ job: `job ${job}` }), wanted(`from ${job % 2}`)),
          ),
        );
        assert.equal(chat.posted.length, 1);
        assert.equal(new Set(ends.map(({ place }) => place.ts)).size, 1);
      }),
      { numRuns: 60 },
    );
  });
});
