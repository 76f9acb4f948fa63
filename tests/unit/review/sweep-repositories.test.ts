import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { SlipwayError } from '../../../src/errors.ts';
import type { Outcome } from '../../../src/outcome.ts';
import { sweepRepositories, type SweptPullRequest } from '../../../src/review/sweep-repositories.ts';
import { memoryLog } from '../../support/memory-log.ts';

const refused = (message: string) => new SlipwayError(message, { kind: 'auth', code: 'AZURE_DEVOPS_FORBIDDEN' });
const pullRequest = (id: number, over: Partial<SweptPullRequest> = {}): SweptPullRequest => ({
  id,
  title: `Change ${id}`,
  isDraft: false,
  targetRef: 'refs/heads/main',
  webUrl: `https://x/${id}`,
  ...over,
});

const WORLD: Readonly<Record<string, readonly SweptPullRequest[]>> = {
  web: [pullRequest(1), pullRequest(2, { isDraft: true }), pullRequest(3, { targetRef: 'refs/heads/other' })],
  api: [pullRequest(4)],
};

async function sweep(
  repositories: readonly string[],
  review: (id: number) => Promise<Outcome> = () => Promise.resolve(reviewed('approve')),
  targetBranch = 'main',
) {
  const asked: number[] = [];
  const log = memoryLog();
  const outcome = await sweepRepositories(
    {
      listActive: (name) => {
        const found = WORLD[name];
        return found === undefined ? Promise.reject(refused(`${name} may not be read.`)) : Promise.resolve(found);
      },
      review: (id) => {
        asked.push(id);
        return review(id);
      },
      log,
    },
    { repositories, targetBranch: targetBranch === '' ? undefined : targetBranch },
  );
  return { outcome, asked, log };
}

const reviewed = (verdict: string): Outcome => ({
  kind: verdict === 'approve' ? 'succeeded' : 'blocked',
  summary: verdict,
  outputs: { verdict, findingCount: '2', blockingCount: '1', costUsd: '0.2500' },
});

describe('A sweep', () => {
  it('reviews the active pull requests into the branch, and no draft', async () => {
    const { outcome, asked } = await sweep(['web', 'api']);
    assert.deepEqual(asked, [1, 4]);
    assert.equal(outcome.kind, 'succeeded');
    assert.deepEqual(outcome.outputs, { verdict: 'approve', findingCount: '4', blockingCount: '2', costUsd: '0.5000' });
  });

  it('takes every target branch when none is named', async () => {
    const { asked } = await sweep(['web'], undefined, '');
    assert.deepEqual(asked, [1, 3]);
  });

  it('names a repository that may not be read, and goes on', async () => {
    const { outcome, asked } = await sweep(['secret', 'api']);
    assert.deepEqual([outcome.kind, asked], ['warned', [4]]);
    assert.match(outcome.summary, /^One pull request was looked at; secret cannot be read\.$/);
  });

  it('names a review that failed, and goes on', async () => {
    const { outcome, asked } = await sweep(['web', 'api'], (id) =>
      id === 1 ? Promise.reject(refused('No.')) : Promise.resolve(reviewed('approve')),
    );
    assert.deepEqual([outcome.kind, outcome.outputs?.['verdict'], asked], ['warned', 'incomplete', [1, 4]]);
  });

  it('does not fail for findings', async () => {
    const { outcome } = await sweep(['api'], () => Promise.resolve(reviewed('requestChanges')));
    assert.deepEqual([outcome.kind, outcome.outputs?.['verdict']], ['succeeded', 'requestChanges']);
  });

  it('ends with what was not foreseen', async () => {
    await assert.rejects(
      sweep(['api'], () => Promise.reject(new Error('bug'))),
      /bug/,
    );
  });
});
