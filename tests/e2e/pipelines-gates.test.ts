import assert from 'node:assert/strict';
import { after, before, describe, it } from 'mocha';
import { APPROVER, PipelineWorld } from '../support/pipeline-world.ts';
import type { MessageState } from '../../sandbox/slack/setup/read-messages.ts';
import { until } from '../support/slack-world.ts';

const APPROVERS = { approvers: 'mara.novak@example.com' };
const PARAMETERS = {
  'pull-request': { mergeGate: 'slack', ...APPROVERS },
  release: {
    ...{ createGate: 'slack', mergeGate: 'slack', triggerGate: 'slack', sandboxGate: 'slack', productionGate: 'slack' },
    ...{ pipelines: [{ name: 'smoke' }], ...APPROVERS },
  },
};

describe('The pipelines to extend, asking in Slack', function () {
  this.timeout(120_000);
  let world: PipelineWorld;
  before(async () => (world = await PipelineWorld.start({ withSlack: true, parameters: PARAMETERS, gates: [] })));
  after(() => world.stop('pipelines-gates'));

  /** Answers a question as soon as it is asked, and gives what was asked. */
  async function answer(words: RegExp, choice: string, before?: () => Promise<void>): Promise<string> {
    const { slack } = world;
    const isOpen = ({ words: shown, buttons }: MessageState) =>
      words.test(shown) && buttons.some(({ value }) => value !== undefined);
    const card = await until(`a question like ${words.source}`, () => slack.all().find(isOpen), 60_000);
    await before?.();
    await slack.click(card, choice, APPROVER);
    return card.words.split('\n')[1] ?? '';
  }

  it('merge a change that somebody lets through', async () => {
    await world.push('feature/greeting', { 'src/greeting.ts': 'export const greeting = "Good morning";\n' }, 'Greet');
    const id = await world.openPullRequest('feature/greeting', 'Greet people in the morning');
    const [validation] = await world.runsOf('pull-request');
    const asked = await answer(/Merge it/, 'Merge');
    assert.equal(asked, 'The AI review approves pull request 1 with 0 findings. Merge it into develop?');
    const [message] = world.slack.slack.messages(world.slack.channel);
    assert.match(message?.words ?? '', /Review passed: Greet people in the morning[^]*no findings/);
    assert.equal((await world.settled(validation!.id)).result, 'succeeded', await world.log(validation!.id));
    const [staging] = await world.runsOf('staging');
    assert.equal((await world.world.pullRequest(id)).status, 'completed');
    assert.equal((await world.settled(staging!.id)).result, 'succeeded', await world.log(staging!.id));
  });

  it('release what somebody wants, with other pipelines, and leave out what somebody skips', async () => {
    const run = await world.queue('release');
    const asked = [
      await answer(/Create release/, 'Create'),
      await answer(/Merge pull request 2/, 'Merge', async () => {
        assert.equal((await world.world.pullRequest(2)).status, 'active');
      }),
      await answer(/Run these pipelines/, 'Trigger'),
      await answer(/to Sandbox/, 'Skip'),
      await answer(/to Production/, 'Approve'),
    ];
    assert.deepEqual(asked, [
      'Create release 0.1.0 of shop? Tickets: ABC-1',
      'Merge pull request 2, release 0.1.0, into main?',
      'Run these pipelines for 0.1.0: smoke?',
      'Deploy 0.1.0 to Sandbox?',
      'Deploy 0.1.0 to Production?',
    ]);
    assert.equal((await world.settled(run)).result, 'succeeded', await world.log(run));
    const [released] = await world.world.releases();
    const [smoke] = await world.runsOf('smoke');
    assert.deepEqual([smoke?.result, smoke?.sourceVersion], ['succeeded', released?.commit]);
    const log = await world.log(run);
    assert.doesNotMatch(log, /Deployed 0\.1\.0 to sandbox/);
    assert.match(log, /Deployed 0\.1\.0 to production/);
    assert.equal(world.world.sandbox.jira.readIssue('ABC-1')?.status, 'Done');
    // The question that was a review's, its review, what was staged, and the run with all its questions.
    const { slack, channel } = world.slack;
    const [message, ...more] = slack.messages(channel).filter(({ words }) => words.includes('is released'));
    assert.deepEqual([more, message?.replies.filter(({ words }) => words.includes(' by Mara Novak')).length], [[], 5]);
  });

  it('end as failed where somebody says no, and merge nothing', async () => {
    await world.push('feature/farewell', { 'src/farewell.ts': 'export const farewell = "Good night";\n' }, 'Part');
    const id = await world.openPullRequest('feature/farewell', 'ABC-1: Say good night');
    const validation = (await world.runsOf('pull-request')).at(-1)!;
    await answer(/Merge it/, 'Cancel');
    assert.equal((await world.settled(validation.id)).result, 'failed');
    assert.deepEqual(await world.stages(validation.id), ['Review: succeeded', 'Merge: failed']);
    assert.equal((await world.world.pullRequest(id)).status, 'active');
    assert.deepEqual(await world.policies(id), ['rejected']);
  });
});
