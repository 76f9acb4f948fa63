import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { RELEASE_LABEL, vouchFor, vouchedCommit } from '../../../src/release-mark.ts';
import type { PullRequestStatus } from '../../../src/review/ports.ts';
import { recogniseRelease } from '../../../src/review/recognise-release.ts';
import { reviewPullRequest } from '../../../src/review/review-pull-request.ts';
import { FakeModel } from '../../support/fake-model.ts';
import { FakePullRequest } from '../../support/fake-pull-request.ts';
import { memoryLog } from '../../support/memory-log.ts';

const OWN = 'slipway';
const COMMIT = 'a'.repeat(40);
const vouched = (over: Partial<PullRequestStatus> = {}): PullRequestStatus => ({
  iteration: 1,
  state: 'succeeded',
  description: vouchFor('shop', '1.4.0', COMMIT),
  genre: 'slipway',
  name: 'release',
  by: OWN.toUpperCase(),
  ...over,
});

function release(): FakePullRequest {
  const host = new FakePullRequest();
  host.pullRequest = { ...host.pullRequest, labels: [RELEASE_LABEL], authorId: OWN };
  host.iteration = { ...host.iteration, sourceCommit: COMMIT };
  host.statuses.push(vouched());
  return host;
}

const judge = ({ pullRequest, iteration, statuses }: FakePullRequest) =>
  recogniseRelease(pullRequest, { iteration, statuses, own: OWN });

describe('A release pull request', () => {
  it('is let through with label, creator and the commit that we vouched for', () =>
    assert.deepEqual(judge(release()), { kind: 'release', isVouched: true }));

  const forged: Readonly<Record<string, readonly [(host: FakePullRequest) => void, string]>> = {
    'a person opened': [(host) => (host.pullRequest = { ...host.pullRequest, authorId: 'mallory' }), 'change'],
    'nobody is known to have opened': [(host) => (host.pullRequest = { ...host.pullRequest, authorId: '' }), 'change'],
    'lacks the label': [(host) => (host.pullRequest = { ...host.pullRequest, labels: ['release'] }), 'change'],
    'was pushed to': [(host) => (host.iteration = { ...host.iteration, sourceCommit: 'b'.repeat(40) }), 'release'],
    'nobody vouches for': [(host) => host.statuses.splice(0), 'release'],
    'somebody else vouches for': [(host) => host.statuses.splice(0, 1, vouched({ by: 'mallory' })), 'release'],
    'is vouched for by who knows whom': [(host) => host.statuses.splice(0, 1, vouched({ by: undefined })), 'release'],
    'has a status of another name': [(host) => host.statuses.splice(0, 1, vouched({ name: 'ai-review' })), 'release'],
    'is no longer vouched for': [(host) => host.statuses.push(vouched({ state: 'failed' })), 'release'],
    'is vouched for in other words': [(host) => host.statuses.push(vouched({ description: COMMIT })), 'release'],
  };
  for (const [what, [change, kind]] of Object.entries(forged))
    it(`is reviewed like any other when it ${what}`, () => {
      const host = release();
      change(host);
      const judged = judge(host);
      assert.deepEqual([judged.kind, judged.isVouched], [kind, false]);
    });

  it('of a draft is a draft when it is not ours', () => {
    const host = release();
    host.pullRequest = { ...host.pullRequest, authorId: 'mallory', isDraft: true };
    assert.equal(judge(host).kind, 'draft');
  });

  it('names the commit in the words of the status', () => {
    assert.equal(vouchedCommit(vouchFor('shop / web', '1.4.0', COMMIT)), COMMIT);
    assert.equal(vouchedCommit(`${vouchFor('shop', '1.4.0', COMMIT)} or so`), undefined);
  });

  it('gets its status once, and the model is not asked', async () => {
    const host = release();
    const model = new FakeModel(() => assert.fail('The model was asked.'));
    const run = () =>
      reviewPullRequest(
        {
          host,
          model,
          openSource: () => assert.fail('The change was read.'),
          hash: String,
          seal: String,
          log: memoryLog(),
        },
        {
          effort: 'low',
          instructionsFile: '',
          include: [],
          exclude: [],
          minimumSeverity: 'minor',
          maxComments: 10,
          comments: 'inline',
          failOn: 'major',
          vote: 'full',
          dryRun: false,
        },
      );
    const first = await run();
    assert.deepEqual([first.kind, first.outputs?.['verdict']], ['succeeded', 'approve']);
    assert.equal(first.outputs?.['pullRequestKind'], 'release');
    await run();
    assert.deepEqual(host.writes, ['status succeeded']);
  });
});
