import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { openDesk } from '../../../src/chat/click-desk.ts';
import { createClickQueue } from '../../../src/chat/click-queue.ts';
import { rememberLedger } from '../../../src/chat/remember-ledger.ts';
import { rememberUsers } from '../../../src/chat/remember-users.ts';
import { createWake } from '../../../src/chat/wake.ts';
import { ChatProcess, HOME, KEY } from '../../support/chat-process.ts';
import { FakeChat } from '../../support/fake-chat.ts';
import { clickOn, FakeClicks, invitePeople } from '../../support/fake-clicks.ts';
import { sealOf } from '../../support/seal.ts';
import { signValue } from '../../../src/chat/signed-value.ts';

const turn = () => new Promise<void>((resolve) => setImmediate(resolve));

const message = {
  channel: 'C0RELEASES',
  ts: '1.1',
  thread: undefined,
  broadcast: false,
  message: { text: '', blocks: [] },
  mark: { nonce: '', part: 'message', hash: '' },
  isDeleted: false,
  isClosed: false,
};

async function open(prepare: (chat: FakeChat) => void = () => undefined) {
  const chat = new FakeChat();
  const clicks = new FakeClicks();
  invitePeople(chat);
  prepare(chat);
  const services = new ChatProcess(chat, clicks).services();
  const done: string[] = [];
  const desk = await openDesk({ ...services, seal: sealOf(KEY) }, clicks.source(), () => done.push('done'));
  return { chat, clicks, desk, done };
}

const valueFor = (over: object = {}) =>
  signValue(sealOf(KEY), {
    v: 1,
    org: HOME.organisation,
    project: HOME.project,
    repo: HOME.repository,
    run: 7,
    subject: 'run-7-question',
    choice: 'Approve',
    exp: Date.parse('2027-01-01'),
    nonce: 'n',
    sum: 's',
    ...over,
  });

describe('A desk of clicks', () => {
  it('says that it cannot act where the ledger knows nothing of the question, with a link', async () => {
    const { chat, clicks } = await open();
    await clicks.send(clickOn(message, valueFor()));
    assert.match(chat.whispers[0]?.text ?? '', /cannot act here.*knows nothing.*buildId=7\|the run in Azure DevOps>/);
  });

  it('sends clicks of other projects to their run', async () => {
    const { chat, clicks } = await open();
    await clicks.send(clickOn(message, valueFor({ org: 'https://dev.azure.com/fabrikam', run: 9 })));
    assert.match(
      chat.whispers[0]?.text ?? '',
      /cannot act here.*<https:\/\/dev\.azure\.com\/fabrikam\/[^|]*buildId=9\|/,
    );
  });

  it('gives what is forged no link but to a run of its own project', async () => {
    const { chat, clicks } = await open();
    const forge = (over: object) => `${valueFor(over).split('.')[0] ?? ''}.${'A'.repeat(43)}`;
    await clicks.send(clickOn(message, forge({ org: 'https://evil.example' })));
    await clicks.send(clickOn(message, forge({ run: 8 })));
    await clicks.send(clickOn(message, 'anything'));
    const [evil, own, odd] = chat.whispers.map(({ text }) => text);
    assert.doesNotMatch(evil ?? '', /evil|<http/);
    assert.match(own ?? '', /<https:\/\/dev\.azure\.com\/contoso\/[^|]*buildId=8\|/);
    assert.doesNotMatch(odd ?? '', /<http/);
  });

  it('survives a fault of its own, and tells the person', async () => {
    const { chat, clicks, done } = await open();
    chat.users.get = () => {
      throw new TypeError('a bug');
    };
    await clicks.send(clickOn(message, valueFor()));
    assert.match(chat.whispers[0]?.text ?? '', /a fault of its own/);
    assert.match(chat.log.lines.join('\n'), /warn: A click could not be handled: TypeError/);
    assert.deepEqual(done, []);
  });

  it('takes only so many clicks at once, and tells the others to come again', async () => {
    let release: () => void = () => undefined;
    const gate = new Promise<void>((resolve) => (release = resolve));
    const { chat, clicks, desk } = await open((prepared) => {
      const readUser = prepared.chatUsers.readUser.bind(prepared.chatUsers);
      prepared.chatUsers.readUser = (id) => gate.then(() => readUser(id));
    });
    const sent = Array.from({ length: 520 }, () => clicks.send(clickOn(message, valueFor())));
    for (let turns = 0; turns < 5; turns += 1) await turn();
    assert.ok(chat.whispers.length > 0 && chat.whispers.length < 20, String(chat.whispers.length));
    assert.match(chat.whispers[0]?.text ?? '', /too many clicks/);
    release();
    await Promise.all(sent);
    assert.equal(chat.whispers.length, 520);
    await desk.close('finish');
    assert.equal(clicks.listeners.length, 0);
  });
});

describe('A queue', () => {
  it('works at a few at once, in order, and tells when it is done', async () => {
    const begun: number[] = [];
    const ends: (() => void)[] = [];
    const queue = createClickQueue<number>(
      (item) => {
        begun.push(item);
        return new Promise((resolve) => ends.push(resolve));
      },
      { atOnce: 2, waiting: 2 },
    );
    const taken = [1, 2, 3, 4, 5].map((item) => queue.add(item));
    assert.equal(await taken[4], false);
    assert.deepEqual(begun, [1, 2]);
    ends[1]!();
    assert.equal(await taken[1], true);
    assert.deepEqual(begun, [1, 2, 3]);
    for (const at of [0, 2]) ends[at]!();
    await turn();
    ends[3]!();
    await queue.drained();
    assert.deepEqual(begun, [1, 2, 3, 4]);
  });
});

describe('What a listener remembers', () => {
  it('is a person for a while, not a failure', async () => {
    let [asked, time] = [0, 0];
    const users = rememberUsers(
      {
        readUser: (id) => {
          asked += 1;
          if (asked === 1) return Promise.reject(new Error('down'));
          return Promise.resolve({ id, name: id, email: undefined, isBot: false, isDeleted: false, isOutsider: false });
        },
      },
      () => time,
    );
    await assert.rejects(users.readUser('U1'));
    await Promise.all([users.readUser('U1'), users.readUser('U1')]);
    assert.equal(asked, 2);
    time += 6 * 60_000;
    await users.readUser('U1');
    assert.equal(asked, 3);
    for (let at = 0; at < 600; at += 1) await users.readUser(`V${at}`);
    await users.readUser('U1');
    assert.equal(asked, 604);
  });

  it('is what it read at the ledger’s newest head', async () => {
    let reads = 0;
    const chat = new FakeChat();
    const ledger = rememberLedger({
      ...chat.ledger,
      readFile: (head, path) => {
        reads += 1;
        return Promise.resolve(`${path} at ${head}`);
      },
    });
    assert.equal(await ledger.readFile('a', 'x'), 'x at a');
    assert.equal(await ledger.readFile('a', 'x'), 'x at a');
    assert.equal(reads, 1);
    assert.equal(await ledger.readFile('b', 'x'), 'x at b');
    assert.equal(await ledger.readFile('a', 'x'), 'x at a');
    assert.equal(reads, 3);
  });

  it('is no failure of the ledger', async () => {
    let isDown = true;
    const ledger = rememberLedger({
      ...new FakeChat().ledger,
      readFile: () => (isDown ? Promise.reject(new Error('down')) : Promise.resolve('text')),
    });
    await assert.rejects(ledger.readFile('a', 'x'), /down/);
    isDown = false;
    assert.equal(await ledger.readFile('a', 'x'), 'text');
  });
});

describe('A wake', () => {
  it('ends the pause that goes on, or the next one', async () => {
    const wake = createWake(() => new Promise(() => undefined));
    const pause = wake.pause(1_000);
    wake.ring();
    await pause;
    wake.ring();
    await wake.pause(1_000);
  });

  it('passes on why a pause ended', async () => {
    const wake = createWake(() => Promise.reject(new Error('cancelled')));
    await assert.rejects(wake.pause(1), /cancelled/);
  });
});
