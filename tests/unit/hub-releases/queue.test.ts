import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { HubProblem, type ProblemKind } from '../../../hub/host/hub-problem.ts';
import type { Rest } from '../../../hub/host/rest.ts';
import { planQueue } from '../../../hub/pages/releases/plan-queue.ts';
import { queueRelease } from '../../../hub/pages/releases/queue-release.ts';
import { fakeRest } from '../../support/fake-rest.ts';
import { components, entry, ledger } from './some-release.ts';

const PIPELINE = { id: 3, name: 'release' };
const ADA = 'ada-id';
const build = (id: number, over: object = {}) => ({
  id,
  buildNumber: `2026.${id}`,
  status: 'inProgress',
  requestedFor: { id: ADA, displayName: 'Ada' },
  templateParameters: { component: 'shop' },
  ...over,
});
const problem = (kind: ProblemKind) => new HubProblem('a run of release', kind);
const refusal = (detail: string) => problem({ kind: 'refused', status: 400, detail });

/** A pipeline whose every POST is answered by the next of `answers`: a body, or what it throws. */
function pipeline(answers: readonly unknown[], lists: readonly (readonly object[])[] = [[]]) {
  const sent: unknown[] = [];
  let reads = 0;
  const reader = (): Rest => fakeRest({ 'build/builds': { value: lists[Math.min(reads++, lists.length - 1)] } });
  const rest: Rest = {
    ...fakeRest({}),
    get: (request, shape) => reader().get(request, shape),
    send(_, { body }, shape) {
      const answer = answers[sent.length];
      sent.push(body);
      return answer instanceof Error ? Promise.reject(answer) : Promise.resolve(shape.parse(answer));
    },
  };
  return { rest, sent };
}

describe('What queueing a release would do', () => {
  const [shop] = components(ledger('shop', [entry('shop')]));
  const opens = (component: string) =>
    `steps:\n- task: StageRelease@1\n  inputs:\n    action: open\n    component: ${component}\n`;
  const plan = (rest: Rest, component = shop!) =>
    planQueue(rest, { project: 'Shop' }, { component, pipeline: PIPELINE });

  it('is a run with the component, where the pipeline has such a parameter', async () => {
    const { rest, sent } = pipeline([{ finalYaml: opens('shop') }]);
    assert.deepEqual(await plan(rest), { kind: 'ready', parameters: { component: 'shop' }, underWay: [] });
    assert.deepEqual(sent, [{ previewRun: true, templateParameters: { component: 'shop' } }]);
  });

  it('is a run without, where the pipeline releases this component anyway', async () => {
    for (const value of ['Shop', `'shop'`, '$(Build.Repository.Name)', `''`]) {
      const { rest, sent } = pipeline([refusal("Unexpected parameter 'component'"), { finalYaml: opens(value) }]);
      assert.deepEqual(await plan(rest), { kind: 'ready', parameters: {}, underWay: [] }, value);
      assert.equal(sent.length, 2);
    }
  });

  it('is nothing, where the pipeline releases another one', async () => {
    const { rest } = pipeline([refusal("Unexpected parameter 'component'"), { finalYaml: opens('docs') }]);
    assert.deepEqual(await plan(rest), { kind: 'other', components: ['docs'] });
  });

  it('is nothing, where the pipeline opens no release, whatever parameter it takes', async () => {
    const steps = [
      '- task: SlackNotify@1\n  inputs:\n    action: open\n    component: shop',
      '- task: StageRelease@1\n  inputs:\n    action: show\n    component: shop',
      '- script: echo StageRelease@1\n- task: AIReview@1\n  inputs:\n    component: shop',
    ];
    for (const step of steps) {
      const { rest } = pipeline([{ finalYaml: `steps:\n${step}\n` }]);
      assert.deepEqual(await plan(rest), { kind: 'other', components: [] }, step);
    }
    const named = '- displayName: Open\n  task: slipway.slipway.StageRelease@1\n  inputs: \n    action: "open"\n';
    assert.equal((await plan(pipeline([{ finalYaml: `steps:\n${named}` }]).rest)).kind, 'ready');
  });

  it('is refused in the words of Azure DevOps for YAML that it does not take', async () => {
    const { rest } = pipeline([refusal('/.azure/release.yml (Line: 3, Col: 1): Unexpected value')]);
    await assert.rejects(
      plan(rest),
      (error) => error instanceof HubProblem && JSON.stringify(error).includes('Line: 3'),
    );
  });

  it('tells the runs of the same that are under way', async () => {
    const runs = [
      build(9, { templateParameters: { component: 'docs' } }),
      build(8),
      build(7, { status: 'completed' }),
      build(6, { templateParameters: null }),
    ];
    const found = await plan(pipeline([{ finalYaml: opens('shop') }], [runs]).rest);
    assert.deepEqual(found.kind === 'ready' && found.underWay.map(({ id }) => id), [8, 6]);
  });
});

describe('Queueing a release', () => {
  const queue = (rest: Rest, known?: ReadonlySet<number>) =>
    queueRelease(rest, { project: 'Shop', userId: ADA, pipeline: PIPELINE, parameters: { component: 'shop' } }, known);
  const lost = problem({ kind: 'offline' });

  it('sends the parameters once, and gives the run', async () => {
    const { rest, sent } = pipeline([{ id: 12, name: '2026.12' }]);
    assert.deepEqual(await queue(rest), { kind: 'queued', run: { id: 12, number: '2026.12' }, twins: [] });
    assert.deepEqual(sent, [{ templateParameters: { component: 'shop' } }]);
  });

  it('tells a second run that a browser made of it by sending it again', async () => {
    const { rest } = pipeline([{ id: 13, name: '2026.13' }], [[build(11)], [build(13), build(12), build(11)]]);
    const outcome = await queue(rest);
    assert.deepEqual(outcome.kind === 'queued' && outcome.twins.map(({ id }) => id), [12]);
  });

  it('takes a new run of the user with these parameters for its own when the answer was lost', async () => {
    const others = [
      build(15, { requestedFor: { id: 'bob' } }),
      build(14, { templateParameters: { component: 'docs' } }),
      build(11),
    ];
    const { rest, sent } = pipeline([lost], [[build(11)], [build(13), ...others]]);
    const outcome = await queue(rest);
    assert.equal(outcome.kind === 'queued' && outcome.run.id, 13);
    assert.equal(sent.length, 1);
    const none = await queue(pipeline([lost], [[build(11)], others]).rest);
    assert.equal(none.kind, 'unknown');
  });

  it('looks before it tries again: what came late is not queued twice', async () => {
    const first = await queue(pipeline([lost], [[build(11)]]).rest);
    assert.ok(first.kind === 'unknown');
    const late = pipeline([{ id: 99 }], [[build(12), build(11)]]);
    const second = await queue(late.rest, first.known);
    assert.deepEqual([second.kind === 'queued' && second.run.id, late.sent.length], [12, 0]);
    const none = pipeline([{ id: 13 }], [[build(11)]]);
    assert.equal((await queue(none.rest, first.known)).kind, 'queued');
    assert.equal(none.sent.length, 1);
  });

  it('says that nothing was queued when it was refused, and does not look for it', async () => {
    for (const kind of [{ kind: 'forbidden', detail: 'Queue builds' }, refusal('is disabled').problem] as const) {
      const { rest, sent } = pipeline([problem(kind)], [[], [build(12)]]);
      const outcome = await queue(rest);
      assert.deepEqual([outcome.kind, sent.length], ['notQueued', 1]);
    }
  });

  it('sends nothing when it cannot see what is there', async () => {
    const blind: Rest = { ...pipeline([{ id: 12 }]).rest, get: () => Promise.reject(lost) };
    assert.equal((await queue(blind)).kind, 'notQueued');
    assert.equal((await queue(blind, new Set([11]))).kind, 'unknown');
  });
});
