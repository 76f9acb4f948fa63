import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { branchJob, pullRequestJob } from '../../../sandbox/agent/job-variables.ts';

const job = {
  collectionUri: 'https://dev.azure.com/acme',
  project: { id: 'a1', name: 'Shop' },
  repository: { id: 'b2', name: 'web', uri: 'https://dev.azure.com/acme/Shop/_git/web' },
  build: { id: 7, number: '20260801.1', definitionName: 'CI ##VSO[task.complete result=Succeeded]' },
  sourceVersion: 'c'.repeat(40),
  sourcesDirectory: '/w/1/s',
  tempDirectory: '/w/_temp',
  token: 'job-token',
};

function plain(variables: ReturnType<typeof branchJob>, ...names: string[]): (string | undefined)[] {
  return names.map((name) => variables[name]?.value);
}

describe('the variables of a job', () => {
  it('say what a pull request merges', () => {
    const variables = pullRequestJob({
      ...job,
      pullRequest: {
        id: 12,
        sourceBranch: 'refs/heads/x##vso[a.b]',
        targetBranch: 'refs/heads/main',
        sourceCommit: 'd'.repeat(40),
      },
    });
    assert.deepEqual(plain(variables, 'System.PullRequest.SourceCommitId'), ['d'.repeat(40)]);
    const names = [
      'Build.Reason',
      'Build.SourceBranch',
      'System.PullRequest.PullRequestId',
      'System.PullRequest.IsFork',
    ];
    assert.deepEqual(plain(variables, ...names), ['PullRequest', 'refs/pull/12/merge', '12', 'False']);
    assert.deepEqual(plain(variables, 'System.PullRequest.SourceBranch', 'System.PullRequest.TargetBranchName'), [
      'refs/heads/x##vso[a.b]',
      'main',
    ]);
  });

  it('say which branch is built, and why', () => {
    const variables = branchJob({ ...job, sourceBranch: 'refs/heads/feature/x', reason: 'Manual' });
    assert.deepEqual(plain(variables, 'Build.Reason', 'Build.SourceBranch', 'Build.SourceBranchName'), [
      'Manual',
      'refs/heads/feature/x',
      'x',
    ]);
    assert.equal(variables['System.PullRequest.PullRequestId'], undefined);
  });

  it('keep the token secret, end the collection with a slash, and name the directories', () => {
    const variables = branchJob({ ...job, sourceBranch: 'refs/heads/main' });
    assert.deepEqual(variables['System.AccessToken'], { value: 'job-token', secret: true });
    assert.deepEqual(plain(variables, 'System.CollectionUri', 'Agent.WorkFolder', 'Pipeline.Workspace'), [
      'https://dev.azure.com/acme/',
      '/w',
      '/w/1',
    ]);
  });

  it('have commands made harmless only where the agent does it', () => {
    const variables = branchJob({ ...job, sourceBranch: 'refs/heads/##vso[a.b]', sourceVersionMessage: '##vso[a.b]' });
    assert.deepEqual(plain(variables, 'Build.DefinitionName', 'Build.SourceVersionMessage', 'Build.SourceBranch'), [
      'CI **vso[task.complete result=Succeeded]',
      '**vso[a.b]',
      'refs/heads/##vso[a.b]',
    ]);
  });
});
