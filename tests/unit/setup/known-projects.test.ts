import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { choosePolicies } from '../../../src/setup/choose-policies.ts';
import { knownProjects } from '../../../src/setup/known-projects.ts';

describe('the projects of tickets', () => {
  it('are each named once, the most frequent first; work items have none', () => {
    assert.deepEqual(knownProjects(['ABC-1', '#12', 'X_1-3', 'X_1-4', '17']), ['X_1', 'ABC']);
    assert.deepEqual(knownProjects([]), []);
  });
});

describe('of several policies', () => {
  const build = { isEnabled: true, isBlocking: true, isManual: false, pipelineId: 7 };
  const review = { isEnabled: true, isBlocking: true, authorId: 'me' };
  const known = { identityId: 'ME', reviewers: [7] };

  it('the one of a pipeline that reviews counts, and of those the best', () => {
    const manual = { ...build, isManual: true };
    const other = { ...build, pipelineId: 8 };
    assert.equal(choosePolicies({ builds: [manual, other, build], reviews: [] }, known).build, build);
    assert.equal(choosePolicies({ builds: [other], reviews: [] }, known).build, undefined);
    assert.equal(choosePolicies({ builds: [other], reviews: [] }, { ...known, reviewers: [] }).build, other);
  });

  it('on the status the one that this identity can meet counts', () => {
    const foreign = { ...review, authorId: 'other' };
    assert.equal(choosePolicies({ builds: [], reviews: [foreign, review] }, known).review, review);
    assert.equal(choosePolicies({ builds: [], reviews: [] }, known).review, undefined);
  });
});
