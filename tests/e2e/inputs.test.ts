import assert from 'node:assert/strict';
import { after, before, describe, it } from 'mocha';
import { ReviewWorld, type WorldPullRequest } from '../support/review-world.ts';

describe('AIReview with wrong inputs', () => {
  let world: ReviewWorld;
  let pullRequest: WorldPullRequest;

  before(async () => {
    world = await ReviewWorld.start();
    pullRequest = await world.openPullRequest({ 'a.ts': 'one();\n' }, { 'a.ts': 'two();\n' });
  });
  after(() => world.stop('inputs'));

  /** Requests since, apart from the checkout's own. */
  const requests = () => world.sandbox.traffic.entries.filter(({ request }) => !request.url.includes('/_git/')).length;

  it('names every problem at once and asks nobody', async () => {
    const before = requests();
    const run = await world.review(pullRequest, {
      inputs: {
        effort: 'enormous',
        maxComments: 'many',
        failOn: 'always',
        vote: 'yes',
        budgetUsd: '-1',
        dryRun: 'perhaps',
        pullRequestId: '0x7',
        comments: '',
        minimumSeverity: 'blocker',
      },
    });
    assert.equal(run.result, 'Failed');
    for (const name of [
      'effort',
      'maxComments',
      'failOn',
      'vote',
      'budgetUsd',
      'dryRun',
      'pullRequestId',
      'minimumSeverity',
    ])
      assert.match(run.message ?? '', new RegExp(`\\b${name}\\b`), run.message);
    assert.match(run.message ?? '', /INPUT_INVALID/);
    assert.equal(requests(), before);
  });

  it('refuses a minimum severity that would leave out what should fail', async () => {
    const run = await world.review(pullRequest, { inputs: { minimumSeverity: 'critical', failOn: 'minor' } });
    assert.match(run.message ?? '', /minimumSeverity[^]*failOn: minor/);
  });

  it('says which connection is missing, and that a run is for no pull request', async () => {
    const before = requests();
    const missing = await world.review(pullRequest, { inputs: { claudeConnection: '' } });
    assert.match(missing.message ?? '', /claudeConnection/);
    const unknown = await world.review(pullRequest, { inputs: { claudeConnection: 'not-there' } });
    assert.match(unknown.message ?? '', /not-there|claudeConnection/);
    const none = await world.review(pullRequest, { checkout: 'manual', inputs: { pullRequestId: '' } });
    assert.match(none.message ?? '', /REVIEW_NO_PULL_REQUEST/);
    assert.equal(requests(), before);
  });

  for (const hostile of [
    '$(System.AccessToken)',
    '##vso[task.complete result=Succeeded;]',
    'a\nb',
    '../../etc/passwd',
    '; rm -rf /',
    '`id`',
    '\u202Ex',
  ]) {
    it(`takes ${JSON.stringify(hostile)} for what it is`, async () => {
      const run = await world.review(pullRequest, { inputs: { effort: hostile, model: hostile, failOn: hostile } });
      assert.equal(run.result, 'Failed');
      assert.match(run.message ?? '', /INPUT_INVALID/);
      assert.ok(!run.log.includes('Unexpected failure'));
    });
  }
});
