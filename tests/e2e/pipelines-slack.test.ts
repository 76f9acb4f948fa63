import assert from 'node:assert/strict';
import { after, before, describe, it } from 'mocha';
import { APPROVER, PipelineWorld } from '../support/pipeline-world.ts';
import { until } from '../support/slack-world.ts';

const RELEASE = {
  ...{ createGate: 'none', mergeGate: 'none', sandboxGate: 'none' },
  ...{ relay: true, approvalToken: '$(approvalToken)', approvers: 'mara.novak@example.com' },
};

describe('The pipelines to extend, with Slack', function () {
  this.timeout(120_000);
  let world: PipelineWorld;
  before(async () => {
    const parameters = { release: RELEASE };
    world = await PipelineWorld.start({ withSlack: true, parameters, gates: ['Production'], validated: false });
  });
  after(() => world.stop('pipelines-slack'));

  const shown = () => world.slack.slack.messages(world.slack.channel).filter(({ broadcast }) => !broadcast);

  it('tell of what is staged', async () => {
    world.world.sandbox.jira.createIssue({ project: 'ABC', summary: 'Greet people', status: 'Code Review' });
    await world.world.merge({ title: 'ABC-1: Greet people' });
    const [staging] = await world.runsOf('staging');
    assert.equal((await world.settled(staging!.id)).result, 'succeeded', await world.log(staging!.id));
    const [message, ...more] = shown();
    assert.deepEqual(more, []);
    assert.match(
      message?.words ?? '',
      /shop 0\.1\.0 collects changes[^]*✓ \*Stage\* done[^]*ABC-1[^]*Ready for Release/,
    );
  });

  it('tell of a release in one message, in whose thread a click approves its way to production', async () => {
    const { slack } = world;
    const run = await world.queue('release');
    await world.settled(run, ['Relay']);
    assert.equal(await world.waitsFor(run), 'Production');
    const card = await until('a card', () => slack.findCard('Production'));
    const message = shown()[1]!;
    assert.match(message.words, /Deploy to Production\?[^]*✓ \*Build\* done[^]*○ \*Production\* not started/);
    assert.ok(message.replies.some(({ ts }) => ts === card.ts));
    await slack.click(card, 'Approve', 'Omar Haddad');
    assert.match(await until('a refusal', () => slack.told('Omar Haddad')[0]), /you are not among those/);
    assert.equal(await world.waitsFor(run), 'Production');

    await slack.click(card, 'Approve', APPROVER);
    assert.equal((await world.settled(run)).result, 'succeeded', await world.log(run));
    assert.deepEqual(
      (await world.decisions(run)).map((one) => one.replace(/ \(mara.*\)/, '')),
      ['approved by Release Relay: Approved by Mara Novak in Slack through Slipway'],
    );
    assert.match(slack.now(card).words, /Approved by Mara Novak/);
    const [released] = await world.world.releases();
    assert.deepEqual([released?.version, released?.deployments[0]?.environment], ['0.1.0', 'Production']);
    // One message of its own, in which nothing is left that runs.
    assert.equal(shown().length, 2);
    const { words } = slack.now(message);
    assert.match(words, /shop 0\.1\.0 is released[^]*✓ \*Production\* done[^]*✓ \*Publish, and tickets\* done/);
    assert.doesNotMatch(words, /running|not started|Ready for Release/);
    const notes = slack.now(message).replies.filter((reply) => reply.words.startsWith('Release notes of shop 0.1.0\n'));
    assert.equal(notes.length, 1);
    assert.match(notes[0]!.words, /\*shop 0\.1\.0\*: 4 changes, 1 ticket\n• <[^>]+\|ABC-1> Greet people\n• /);
  });

  it('tell the same as Azure Pipelines of a run that is cancelled at a gate', async () => {
    const { slack } = world;
    await world.world.merge({ title: 'ABC-1: Greet them again' });
    const staging = (await world.runsOf('staging')).at(-1)!;
    await world.settled(staging.id);
    const run = await world.queue('release');
    await world.settled(run, ['Relay']);
    const card = await until('a card', () => slack.findCard('Production'));
    await world.world.request('PATCH', `build/builds/${run}`, { status: 'cancelling' });
    assert.equal((await world.settled(run)).result, 'canceled', await world.log(run));
    assert.match(slack.now(card).words, /Withdrawn[^]*cancelled/);
    assert.deepEqual(
      slack.now(card).buttons.filter(({ value }) => value),
      [],
    );
    const { words } = shown().at(-1)!;
    assert.match(words, /shop 0\.2\.0 was cancelled[^]*✗ \*Production\* cancelled/);
    assert.equal((await world.world.staging())?.state, 'opened');
  });
});
