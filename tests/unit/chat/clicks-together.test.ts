import assert from 'node:assert/strict';
import fc from 'fast-check';
import { describe, it } from 'mocha';
import { askQuestion } from '../../../src/chat/ask-question.ts';
import type { ChatServices } from '../../../src/chat/chat-services.ts';
import { openValue, signValue } from '../../../src/chat/signed-value.ts';
import type { Outcome } from '../../../src/outcome.ts';
import { askInput, ChatProcess, decisionIn, KEY } from '../../support/chat-process.ts';
import { FakeChat, type FakeMessage } from '../../support/fake-chat.ts';
import { clickOn, FakeClicks, valueOf } from '../../support/fake-clicks.ts';
import { sealOf } from '../../support/seal.ts';
import { trials } from '../../support/trials.ts';

const JOBS = 3;
const KINDS = ['good', 'good', 'good', 'unlisted', 'forged', 'moved', 'expired', 'replaced', 'unknown', 'bot'] as const;
type Kind = (typeof KINDS)[number];

interface PlannedClick {
  readonly job: number;
  readonly kind: Kind;
  readonly label: 'Approve' | 'Reject';
  /** The same click so often: people are impatient. */
  readonly times: number;
  /** Turns of others before it. */
  readonly after: number;
}

const plannedClick: fc.Arbitrary<PlannedClick> = fc.record({
  job: fc.nat(JOBS - 1),
  kind: fc.constantFrom(...KINDS),
  label: fc.constantFrom('Approve' as const, 'Reject' as const),
  times: fc.constantFrom(1, 1, 1, 2, 3),
  after: fc.nat(60),
});

const plan = fc.record({
  clicks: fc.array(plannedClick, { maxLength: 12 }),
  /** Behind which of its writes a job is killed; 99 is none. */
  kills: fc.array(fc.constantFrom(0, 1, 2, 3, 4, 5, 6, 99, 99, 99, 99), { minLength: JOBS, maxLength: JOBS }),
  connections: fc.integer({ min: 1, max: JOBS }),
  routes: fc.array(fc.nat(10), { minLength: 1, maxLength: 20 }),
  turns: fc.array(fc.nat(2), { minLength: 1, maxLength: 20 }),
});

const seal = sealOf(KEY);
const APPROVERS = Array.from({ length: 60 }, (_, at) => `good${at}@contoso.com`);
const runOf = (job: number) => 100 + job;
const subjectOf = (job: number) => `run-${runOf(job)}-question`;

/** What the button carries, spoilt in the way of its kind. */
function spoil(message: FakeMessage, { kind, label }: PlannedClick, now: number): string {
  const value = valueOf(message, label) ?? 'gone';
  const opened = openValue(seal, value);
  if (opened.kind !== 'open') return value;
  const signed = (over: object) => signValue(seal, { ...opened.value, ...over });
  switch (kind) {
    case 'good':
    case 'unlisted':
    case 'bot':
      return value;
    case 'forged':
      return signValue(sealOf('another key'), opened.value);
    case 'moved':
      return signed({ project: '99999999-2222-3333-4444-555555555555' });
    case 'expired':
      return signed({ exp: now - 1 });
    case 'replaced':
      return signed({ nonce: 'of an earlier question' });
    case 'unknown':
      return signed({ choice: 'Delete all' });
  }
}

const turn = () => new Promise<void>((resolve) => setImmediate(resolve));

async function until(isDone: () => boolean): Promise<void> {
  for (let turns = 0; turns < 2_000 && !isDone(); turns += 1) await turn();
}

/** Takes the numbers one after another, for ever. */
function cycle(numbers: readonly number[]): () => number {
  let at = 0;
  return () => numbers[at++ % numbers.length] ?? 0;
}

class Trial {
  readonly chat = new FakeChat();
  readonly clicks: FakeClicks;
  readonly sent: { readonly user: string; readonly kind: Kind; readonly job: number; reached: boolean }[] = [];

  constructor({ connections, routes, turns }: { connections: number; routes: number[]; turns: number[] }) {
    this.clicks = new FakeClicks(connections);
    this.clicks.route = cycle(routes);
    this.chat.turns = cycle(turns);
  }

  start(job: number, killAfter: number): Promise<Outcome | 'killed'> {
    const process = new ChatProcess(this.chat, this.clicks);
    process.killAfter = killAfter;
    const base = process.services();
    const run: ChatServices['run'] = { ...base.run, id: runOf(job), job: `Ask/${job}` };
    return askQuestion({ ...base, run }, askInput({ approvers: APPROVERS, allowRequester: true })).catch(
      (error: unknown) => {
        if (error instanceof Error && error.constructor.name === 'Killed') return 'killed' as const;
        throw error;
      },
    );
  }

  card(job: number): FakeMessage | undefined {
    const nonce = this.chat.record(subjectOf(job))?.nonce;
    return this.chat.posted.find(({ mark }) => mark.nonce === nonce);
  }

  async click(planned: PlannedClick): Promise<void> {
    for (let turns = 0; turns < planned.after; turns += 1) await turn();
    const card = this.card(planned.job);
    if (card === undefined) return;
    const value = spoil(card, planned, this.chat.time);
    const isListed = planned.kind !== 'unlisted';
    await Promise.all(
      Array.from({ length: planned.times }, async () => {
        const user = `U${String(this.sent.length).padStart(6, '0')}`;
        const email = isListed ? `good${this.sent.length}@contoso.com` : `bad${this.sent.length}@contoso.com`;
        this.chat.users.set(user, {
          id: user,
          name: user,
          email,
          isBot: planned.kind === 'bot',
          isDeleted: false,
          isOutsider: false,
        });
        const sent = {
          user,
          kind: value === 'gone' ? ('forged' as const) : planned.kind,
          job: planned.job,
          reached: false,
        };
        this.sent.push(sent);
        sent.reached = await this.clicks.send(clickOn(card, value, { userId: user })).catch(() => false);
      }),
    );
  }
}

type End = Outcome | 'killed';

const outputOf = (end: End, name: string): string => (end === 'killed' ? 'killed' : (end.outputs?.[name] ?? ''));

/** Exactly one decision, by somebody who may and who clicked a good button of this question; the card says it. */
function checkJob(trial: Trial, { job, end, mayBeLost }: { job: number; end: End; mayBeLost: boolean }): void {
  const { chat, sent } = trial;
  const decision = decisionIn(chat, runOf(job), subjectOf(job));
  assert.equal(outputOf(end, 'decision'), decision?.decision ?? '');
  const good = sent.filter((one) => one.job === job && one.kind === 'good');
  const emails = good.map(({ user }) => chat.users.get(user)?.email);
  if (decision) assert.ok(emails.includes(decision.decidedBy), decision.decidedBy);
  else if (!mayBeLost) assert.equal(good.filter(({ reached }) => reached).length, 0, chat.log.lines.join('\n'));
  const card = JSON.stringify(trial.card(job)?.message);
  assert.doesNotMatch(card, /"actions"/);
  assert.match(card, decision ? /(Approved|Rejected) by/ : /Timed out/);
}

/** Told once, or the one who decided. A card that a dying job could not change is made good by telling. */
function checkAnswer(
  { chat }: Trial,
  { sent, last, mayBeLost }: { sent: Trial['sent'][number]; last: readonly End[]; mayBeLost: boolean },
): void {
  const told = chat.whispers.filter(({ user }) => user === sent.user).length;
  const email = chat.users.get(sent.user)?.email;
  const decided = last.filter((end) => outputOf(end, 'decidedBy') === email).length;
  if (sent.kind !== 'good') assert.equal(decided, 0, `${sent.kind} decided`);
  if (!mayBeLost)
    assert.equal(told + decided, 1, `${sent.kind} click of ${sent.user}: told ${told}, decided ${decided}`);
}

describe('Clicks on several questions at once', () => {
  it('decide each question once, by who may, and are all answered, whoever gets them and whoever dies', async function () {
    this.timeout(120_000);
    await fc.assert(
      fc.asyncProperty(plan, async (given) => {
        const trial = new Trial(given);
        const { chat } = trial;
        const jobs = given.kills.map((killAfter, job) => trial.start(job, killAfter));
        const ends: (Outcome | 'killed' | undefined)[] = [];
        for (const [job, end] of jobs.entries()) void end.then((value) => (ends[job] = value));
        await until(() => jobs.every((_, job) => ends[job] !== undefined || trial.card(job) !== undefined));
        await Promise.all(given.clicks.map((click) => trial.click(click)));
        const first = await Promise.all(jobs);
        const mayBeLost = first.includes('killed');
        // What a person does with a job that was lost.
        trial.clicks.listeners.length = 0;
        const last = await Promise.all(
          first.map((end, job) => (end === 'killed' ? trial.start(job, 99) : Promise.resolve(end))),
        );

        for (const [job, end] of last.entries()) checkJob(trial, { job, end, mayBeLost });
        for (const sent of trial.sent) if (sent.reached) checkAnswer(trial, { sent, last, mayBeLost });
        assert.equal(chat.posted.length, JOBS);
      }),
      { numRuns: trials(600, 60) },
    );
  });
});
