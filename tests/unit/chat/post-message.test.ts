import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import type { RunStory } from '../../../src/chat/choose-facts.ts';
import { postMessage, type PostInput, type PostServices } from '../../../src/chat/post-message.ts';
import { describeProgress, type RunRecord } from '../../../src/chat/run-progress.ts';
import { parseResults } from '../../../src/chat/run-results.ts';
import { FakeChat } from '../../support/fake-chat.ts';

const finding = (severity: string, title: string) => ({
  severity,
  title,
  path: 'a.ts',
  startLine: 3,
  explanation: 'x',
});

const review = {
  task: 'AIReview',
  finishedAt: '2026-03-02T09:00:00.000Z',
  outputs: { costUsd: '0.1200' },
  pullRequest: { id: 12, title: 'Faster search', url: 'https://x/12', repository: 'shop' },
  verdict: 'requestChanges',
  counts: { critical: 1, major: 0, minor: 1, info: 0 },
  coveragePercent: 100,
  examination: { findings: [finding('minor', 'Name it'), finding('critical', 'Loses orders')] },
};

const release = (state = 'opened', action = 'open') => ({
  task: 'StageRelease',
  finishedAt: '2026-03-02T09:10:00.000Z',
  outputs: {},
  action,
  changeCount: 2,
  tag: null,
  document: {
    component: 'shop',
    version: '1.4.0',
    previousVersion: '1.3.0',
    state,
    notReady: [],
    releasePullRequest: { id: 88, url: 'https://x/88' },
    changes: [
      { commit: 'a'.repeat(40), pullRequest: 12, title: 'Faster search', tickets: [{ key: 'ABC-1', title: 'Search' }] },
      { commit: 'b'.repeat(40), pullRequest: null, title: 'Mend the build', tickets: [] },
    ],
  },
});

const story = (results: readonly unknown[] = [], over: Partial<RunStory> = {}): RunStory => ({
  run: { number: '20260302.1', url: 'https://x/run/7' },
  pipeline: { pipeline: 'shop-release', branch: 'main' },
  progress: undefined,
  results: parseResults(results),
  ...over,
});

const input = (over: Partial<PostInput> = {}): PostInput => ({
  channel: 'C0RELEASES',
  subject: 'run-7',
  template: 'auto',
  text: undefined,
  thread: undefined,
  failOnError: false,
  dryRun: false,
  ...over,
});

const servicesOf = (chat: FakeChat, told: RunStory = story()): PostServices => ({
  chat: { kind: 'app', ...chat.services() },
  gatherStory: () => Promise.resolve(told),
  log: chat.log,
  redact: (text) => text.replaceAll('hunter2!', '***'),
});

const shown = (chat: FakeChat) => JSON.stringify(chat.channel().map(({ message }) => message));

describe('A post', () => {
  it('shows the release of the run, else its review, else the text, else the run', async () => {
    const templateOf = async (results: readonly unknown[], text?: string) => {
      const outcome = await postMessage(servicesOf(new FakeChat(), story(results)), input({ text }));
      return outcome.result?.['template'];
    };
    assert.equal(await templateOf([review, release()]), 'release');
    assert.equal(await templateOf([release('staging'), review], 'Hello'), 'release');
    assert.equal(await templateOf([review], 'Hello'), 'review');
    assert.equal(await templateOf([], 'Hello'), 'text');
    assert.equal(await templateOf([]), 'pipeline');
    assert.equal(
      await templateOf([{ task: 'AIReview' }, 'nonsense', null, { ...review, verdict: 'maybe' }]),
      'pipeline',
    );
  });

  it('gives where the message stands, and writes nothing the second time', async () => {
    const chat = new FakeChat();
    const first = await postMessage(servicesOf(chat, story([review])), input());
    assert.equal(first.kind, 'succeeded');
    assert.equal(first.outputs?.['messageTs'], chat.posted[0]?.ts);
    assert.match(shown(chat), /Loses orders[^]*Name it/);
    const writes = chat.writes.length;
    const second = await postMessage(servicesOf(chat, story([review])), input());
    assert.match(second.summary, /nothing was written/);
    assert.equal(chat.writes.length, writes);
  });

  it('of a release leads to its pull request', async () => {
    const chat = new FakeChat();
    await postMessage(servicesOf(chat, story([release()])), input());
    assert.match(shown(chat), /<https:\/\/x\/88\|Release pull request 88>/);
  });

  it('of what is released has its notes in the thread, once', async () => {
    const chat = new FakeChat();
    const shortNotes = '**shop 1.4.0**: 2 changes\n- hunter2! mended';
    for (const told of [release(), { ...release('released', 'publish'), shortNotes }]) {
      await postMessage(servicesOf(chat, story([told])), input());
    }
    const thread = () => chat.thread(chat.posted[0]!.ts).map(({ message: { text, blocks } }) => [text, blocks.length]);
    assert.deepEqual(thread(), [
      ['Changes of shop 1.4.0 without a ticket', 1],
      ['Release notes of shop 1.4.0', 1],
    ]);
    assert.doesNotMatch(JSON.stringify(chat.thread(chat.posted[0]!.ts)), /hunter2/);
    const writes = chat.writes.length;
    await postMessage(servicesOf(chat, story([{ ...release('released', 'publish'), shortNotes }])), input());
    assert.equal(chat.writes.length, writes);
  });

  it('of a run is one message, from its start to its end', async () => {
    const chat = new FakeChat();
    const base = { parentId: undefined, name: 'Build', order: 1, issues: [] };
    const told: [string, boolean][] = [];
    for (const result of [undefined, 'failed', 'succeeded'] as const) {
      const over = { ...base, result, state: result === undefined ? ('pending' as const) : ('completed' as const) };
      const records: RunRecord[] = [
        { ...over, id: 's', type: 'Stage' },
        { ...over, id: 't', type: 'Task', parentId: 's' },
      ];
      const progress = describeProgress(records, 'Succeeded', 'https://x/run/7');
      await postMessage(servicesOf(chat, story([], { progress })), input());
      told.push([progress.state, shown(chat).includes(progress.state)]);
    }
    assert.deepEqual(told, [
      ['running', true],
      ['failed', true],
      ['succeeded', true],
    ]);
    assert.equal(chat.channel().length, 1);
  });

  it('begins with its text, and keeps more of it and the thread in the thread', async () => {
    const chat = new FakeChat();
    await postMessage(
      servicesOf(chat, story([review])),
      input({ text: 'Please **look**\n\nIt is urgent', thread: 'Details' }),
    );
    assert.match(shown(chat), /Please \*look\*/);
    assert.doesNotMatch(shown(chat), /urgent/);
    const thread = JSON.stringify(chat.thread(chat.posted[0]!.ts).map(({ message }) => message));
    assert.match(thread, /urgent/);
    assert.match(thread, /Details/);
  });

  it('masks secrets and notifies nobody, whatever a commit says', async () => {
    const chat = new FakeChat();
    const hostile = { ...review, pullRequest: { ...review.pullRequest, title: '<!here> hunter2! <@U012345>' } };
    await postMessage(servicesOf(chat, story([hostile])), input({ text: '@channel <!everyone> hunter2!' }));
    assert.doesNotMatch(shown(chat), /hunter2!|<!|<@/);
  });

  it('that goes wrong is a warning with the reason, unless it is to fail', async () => {
    const wrong = input({ channel: '#nowhere' });
    const outcome = await postMessage(servicesOf(new FakeChat()), wrong);
    assert.equal(outcome.kind, 'warned');
    assert.match(outcome.summary, /channel_not_found/);
    assert.deepEqual(outcome.outputs, { messageTs: '', decision: '', decidedBy: '' });
    await assert.rejects(postMessage(servicesOf(new FakeChat()), { ...wrong, failOnError: true }), {
      code: 'SLACK_REFUSED',
    });
    const nothing = await postMessage(servicesOf(new FakeChat()), input({ template: 'release' }));
    assert.match(nothing.summary, /SLACK_NOTHING_TO_SHOW/);
  });

  it('only says what it would do in a dry run', async () => {
    const chat = new FakeChat();
    const dry = input({ dryRun: true });
    const said = async (told: RunStory) => (await postMessage(servicesOf(chat, told), dry)).summary;
    assert.match(await said(story([review])), /would post the message/);
    assert.deepEqual(chat.writes, []);
    await postMessage(servicesOf(chat, story([review])), input());
    const writes = chat.writes.length;
    assert.match(await said(story([review])), /would leave/);
    assert.match(await said(story([release()])), /would update/);
    chat.posted[0]!.isDeleted = true;
    assert.match(await said(story([review])), /would post anew/);
    assert.equal(chat.writes.length, writes);
  });

  it('by a webhook leaves the thread out, and names it', async () => {
    const chat = new FakeChat();
    const sent: string[] = [];
    const webhook = { post: ({ text }: { readonly text: string }) => Promise.resolve(void sent.push(text)) };
    const services = { ...servicesOf(chat, story([review])), chat: { kind: 'webhook' as const, webhook } };
    await postMessage(services, input({ channel: undefined, dryRun: true }));
    assert.equal(sent.length, 0);
    const outcome = await postMessage(services, input({ channel: undefined, thread: 'The long story' }));
    assert.equal(sent.length, 1);
    assert.match(outcome.summary, /by the webhook, without the \d+ of its thread/);
    assert.ok(chat.log.lines.some((line) => line.includes('The long story')));
  });
});

describe('The progress of a run', () => {
  let order = 0;
  const record = (type: string, name: string, over: Partial<RunRecord> = {}): RunRecord => ({
    id: `${type}-${name}`,
    parentId: undefined,
    type,
    name,
    state: 'completed',
    result: 'succeeded',
    order: (order += 1),
    issues: [],
    ...over,
  });
  const going = { state: 'inProgress', result: undefined } as const;
  const pending = { state: 'pending', result: undefined } as const;
  const build = record('Stage', 'Build');
  const notify = [record('Stage', 'Notify', going), record('Job', 'Job', going), record('Task', 'SlackNotify', going)];
  const progressOf = (...records: readonly RunRecord[]) => describeProgress(records, 'Succeeded', 'https://x/run/7');

  it('is over when only the step that looks is left', () => {
    assert.equal(progressOf(build, ...notify).state, 'succeeded');
    assert.equal(progressOf(build, ...notify, record('Task', 'Post-job: Checkout', pending)).state, 'succeeded');
    assert.equal(progressOf(build, ...notify, record('Task', 'Deploy', pending)).state, 'running');
    assert.equal(progressOf(build, ...notify, record('Stage', 'Deploy', pending)).state, 'running');
    assert.equal(progressOf().state, 'running');
  });

  it('does not say of its last message that its own stage still runs', () => {
    const stagesOf = (...records: readonly RunRecord[]) =>
      progressOf(...records).stages.map(({ name, state }) => `${name} ${state}`);
    assert.deepEqual(stagesOf(build, ...notify), ['Build succeeded', 'Notify succeeded']);
    assert.deepEqual(stagesOf(build, ...notify, record('Task', 'Deploy', pending)), [
      'Build succeeded',
      'Notify running',
    ]);
  });

  it('is over when only messages are left: the last one, and a relay that ends after it', () => {
    const stageOf = (name: string, task: string | undefined, step: Partial<RunRecord> = going) => {
      const stage = record('Stage', name, going);
      const phase = record('Phase', name, { parentId: stage.id, ...going });
      const job = record('Job', name, { parentId: phase.id, ...going });
      return [stage, phase, job, record('Task', name, { parentId: job.id, task, ...step })];
    };
    const [report, relay] = [stageOf('Report', 'SlackNotify'), stageOf('Relay', 'SlackNotify')];
    const over = progressOf(
      build,
      ...report,
      ...relay,
      record('Task', 'Finalize Job', { parentId: 'Job-Relay', ...pending }),
    );
    assert.deepEqual([over.state, over.stages.map(({ name }) => name)], ['succeeded', ['Build']]);
    const namesOf = (...records: readonly RunRecord[]) => {
      const { state, stages } = progressOf(build, ...report, ...records);
      return [state, stages.map(({ name }) => name).join()];
    };
    assert.deepEqual(namesOf(...stageOf('Deploy', undefined)), ['running', 'Build,Report,Deploy']);
    // A question, and what waits for its answer.
    const gate = stageOf('Gate', 'SlackNotify');
    const work = record('Phase', 'Work', { parentId: 'Stage-Gate', ...pending });
    assert.deepEqual(namesOf(...gate, work), ['running', 'Build,Report,Gate']);
  });

  it('waits while an approval of a stage is open, and is rejected when one was', () => {
    const stage = record('Stage', 'Production', pending);
    const checkpoint = record('Checkpoint', 'Checkpoint', { parentId: stage.id, ...going });
    const approval = record('Checkpoint.Approval', 'Approval', { parentId: checkpoint.id, ...going });
    const waiting = progressOf(build, ...notify, stage, checkpoint, approval);
    assert.equal(waiting.state, 'waiting');
    assert.deepEqual(
      waiting.stages.map(({ name, state }) => `${name} ${state}`),
      ['Build succeeded', 'Notify running', 'Production waiting'],
    );
    const failed = { state: 'completed', result: 'failed' } as const;
    const rejected = progressOf({ ...stage, ...failed }, { ...checkpoint, ...failed }, { ...approval, ...failed });
    assert.equal(rejected.state, 'rejected');
  });

  it('is not done when a gate was not passed in time, which skips its stage', () => {
    const skipped = { state: 'completed', result: 'skipped' } as const;
    const stage = record('Stage', 'Production', skipped);
    const checkpoint = record('Checkpoint', 'Checkpoint', { parentId: stage.id, ...skipped });
    const after = record('Stage', 'Publish', skipped);
    const { state, stages } = progressOf(build, stage, checkpoint, after, ...notify);
    assert.equal(state, 'timedOut');
    assert.deepEqual(
      stages.map((one) => `${one.name} ${one.state}`),
      ['Build succeeded', 'Notify succeeded', 'Production timedOut', 'Publish skipped'],
    );
    // Left out behind a gate that was passed, or without one.
    const passed = { ...checkpoint, result: 'succeeded' };
    assert.equal(progressOf(build, stage, passed, after, ...notify).state, 'succeeded');
    assert.equal(progressOf(build, stage, after, ...notify).state, 'succeeded');
  });

  it('names the step that failed, its first error and its log', () => {
    const stage = record('Stage', 'Test', { result: 'failed' });
    const phase = record('Phase', 'Tests', { parentId: stage.id, result: 'failed' });
    const job = record('Job', 'Unit', { parentId: phase.id, result: 'failed' });
    const issues = [
      { type: 'warning', message: 'slow' },
      { type: 'error', message: '3 tests failed' },
    ] as const;
    const step = record('Task', 'npm test', { parentId: job.id, result: 'failed', issues });
    const { state, failure } = progressOf(stage, phase, job, step, ...notify);
    assert.equal(state, 'failed');
    assert.deepEqual(failure, {
      where: ['Test', 'Unit', 'npm test'],
      issue: '3 tests failed',
      url: 'https://x/run/7&view=logs&j=Job-Unit&t=Task-npm test',
    });
  });

  it('is that of the own job when it went wrong', () => {
    assert.equal(describeProgress([build, ...notify], 'Failed', 'https://x').state, 'failed');
    assert.equal(describeProgress([build, ...notify], 'Canceled', 'https://x').state, 'cancelled');
  });
});
