import assert from 'node:assert/strict';
import fc from 'fast-check';
import { describe, it } from 'mocha';
import type { BuildDocument, StageScript } from '../../../sandbox/azure-devops/pipelines/documents.ts';
import { progressOf } from '../../../sandbox/azure-devops/pipelines/progress.ts';

const START = Date.parse('2026-11-02T08:00:00Z');
const at = (seconds: number) => START + seconds * 1000;
const iso = (seconds: number) => new Date(at(seconds)).toISOString();

const build = (stages: readonly Partial<StageScript>[], over: Partial<BuildDocument> = {}): BuildDocument => ({
  id: 1,
  pipelineId: 1,
  buildNumber: '20261102.1',
  reason: 'manual',
  queueTime: iso(0),
  requestedById: 'ada',
  sourceBranch: 'refs/heads/main',
  sourceVersion: 'a'.repeat(40),
  templateParameters: {},
  variables: {},
  stages: stages.map((stage, index) => ({ name: `Stage${index}`, seconds: 10, result: 'succeeded', ...stage })),
  stagesToSkip: [],
  queueSeconds: 5,
  cancelSeconds: 2,
  decisions: [],
  tags: [],
  properties: {},
  ...over,
});

const gate = { environment: 'production', approverIds: ['bob', 'cleo'] };

/** Status, result and what the stages are, at a second. */
function shown(document: BuildDocument, seconds: number) {
  const { status, result, stages } = progressOf(document, at(seconds));
  return [status, result, stages.map((stage) => stage.result ?? stage.state).join(' ')];
}

describe('sandbox pipelines: how a run advances', () => {
  it('waits for its agent, runs its stages in turn and ends', () => {
    const run = build([{}, { result: 'succeededWithIssues' }]);
    assert.deepEqual(shown(run, 4), ['notStarted', undefined, 'pending pending']);
    assert.deepEqual(shown(run, 5), ['inProgress', undefined, 'inProgress pending']);
    assert.deepEqual(shown(run, 15), ['inProgress', undefined, 'succeeded inProgress']);
    assert.deepEqual(shown(run, 25), ['completed', 'partiallySucceeded', 'succeeded succeededWithIssues']);
  });

  it('runs nothing after a stage that failed', () => {
    assert.deepEqual(shown(build([{}, { result: 'failed' }, {}]), 30), [
      'completed',
      'failed',
      'succeeded failed skipped',
    ]);
  });

  it('skips what the run was told to skip', () => {
    const run = build([{}, {}, {}], { stagesToSkip: ['Stage1'] });
    assert.deepEqual(shown(run, 15), ['inProgress', undefined, 'succeeded skipped inProgress']);
  });

  it('never ends when its script says so, until it is cancelled', () => {
    const run = build([{ seconds: 'never' }, {}]);
    assert.deepEqual(shown(run, 1_000_000), ['inProgress', undefined, 'inProgress pending']);
    const cancelled = { ...run, cancelledAt: iso(100) };
    assert.deepEqual(shown(cancelled, 101), ['cancelling', undefined, 'inProgress canceled']);
    assert.deepEqual(shown(cancelled, 102), ['completed', 'canceled', 'canceled canceled']);
  });

  it('is cancelled at once before it began', () => {
    assert.deepEqual(shown(build([{}], { cancelledAt: iso(1) }), 1), ['completed', 'canceled', 'canceled']);
  });

  it('waits at a gate until enough approvers have approved', () => {
    const run = build([{ approval: gate }]);
    const approve = (approverId: string, seconds: number) =>
      ({ stage: 'Stage0', approverId, status: 'approved', comment: '', at: iso(seconds) }) as const;
    const one = { ...run, decisions: [approve('bob', 50)] };
    const both = { ...run, decisions: [approve('bob', 50), approve('cleo', 70)] };
    assert.deepEqual(shown(one, 1000), ['inProgress', undefined, 'pending']);
    assert.deepEqual(shown(both, 79), ['inProgress', undefined, 'inProgress']);
    assert.deepEqual(shown(both, 80), ['completed', 'succeeded', 'succeeded']);
    const enough = {
      ...one,
      stages: [{ ...run.stages[0], approval: { ...gate, minRequiredApprovers: 1 } }] as StageScript[],
    };
    assert.deepEqual(shown(enough, 60), ['completed', 'succeeded', 'succeeded']);
  });

  it('fails at a rejection, is skipped by a timeout, ends by cancelling', () => {
    const rejection = { stage: 'Stage0', approverId: 'bob', status: 'rejected', comment: 'no', at: iso(50) } as const;
    assert.deepEqual(shown(build([{ approval: gate }, {}], { decisions: [rejection] }), 50), [
      'completed',
      'failed',
      'failed skipped',
    ]);
    const slow = build([{ approval: { ...gate, timeoutMinutes: 1 } }, {}]);
    assert.deepEqual(shown(slow, 64), ['inProgress', undefined, 'pending pending']);
    assert.deepEqual(shown(slow, 65), ['completed', 'succeeded', 'skipped skipped']);
    const cancelled = build([{ approval: gate }], { cancelledAt: iso(20) });
    assert.deepEqual(shown(cancelled, 20), ['completed', 'canceled', 'canceled']);
  });

  it('never goes back in time: what has completed stays as it was', () => {
    const stage = fc.record({
      seconds: fc.oneof(fc.integer({ min: 0, max: 50 }), fc.constant('never' as const)),
      result: fc.constantFrom('succeeded' as const, 'failed' as const, 'succeededWithIssues' as const),
      approval: fc.option(fc.constant({ ...gate, timeoutMinutes: 1 }), { nil: undefined }),
    });
    const cancelled = fc.option(fc.integer({ min: 0, max: 200 }), { nil: undefined });
    const times = fc.array(fc.integer({ min: 0, max: 400 }), { minLength: 2, maxLength: 8 });
    fc.assert(
      fc.property(
        fc.array(stage, { minLength: 1, maxLength: 4 }),
        cancelled,
        times,
        (scripts, cancelledAt, moments) => {
          const stages = scripts.map(({ approval, ...rest }) => ({ ...rest, ...(approval ? { approval } : {}) }));
          const known = build(stages);
          // Before it happens nobody knows of the cancellation.
          const cancellation =
            cancelledAt !== undefined && progressOf(known, at(cancelledAt)).status !== 'completed'
              ? cancelledAt
              : undefined;
          const seen = [...moments]
            .sort((a, b) => a - b)
            .map((moment) =>
              progressOf(
                cancellation !== undefined && cancellation <= moment
                  ? { ...known, cancelledAt: iso(cancellation) }
                  : known,
                at(moment),
              ),
            );
          for (const [index, progress] of seen.entries()) {
            const later = seen[index + 1];
            if (!later) continue;
            if (progress.status === 'completed') assert.deepEqual(later, progress);
            for (const [place, one] of progress.stages.entries())
              if (one.state === 'completed') assert.deepEqual(later.stages[place], one);
          }
        },
      ),
    );
  });
});
