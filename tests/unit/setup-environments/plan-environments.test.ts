import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { gatherEnvironments } from '../../../src/setup/environments/gather-environments.ts';
import { planEnvironments, type Step } from '../../../src/setup/environments/plan-environments.ts';
import type { Check, EnvironmentReader, EnvironmentsRequest } from '../../../src/setup/environments/ports.ts';
import { componentOf } from '../../../src/setup/environments/ready-check.ts';
import { doublesOf } from '../../../src/setup/environments/same-check.ts';
import { approval, check, failing, fakeReader, GOOD, place, ready, request, template } from './fake-gates.ts';

const missing: Partial<EnvironmentReader> = { findEnvironment: () => Promise.resolve(undefined) };
const files = [{ id: 4, name: 'release', text: 'extends: { template: pipelines/release.yml@slipway }' }];
const withFiles = { listPipelineFiles: () => Promise.resolve(files) };

async function steps(
  checks: readonly Check[],
  over: Partial<EnvironmentReader> = {},
  wanted: Partial<EnvironmentsRequest> = {},
): Promise<readonly string[]> {
  const plans = planEnvironments(await gatherEnvironments(fakeReader(checks, over), request(wanted)));
  return plans.flatMap((plan) => plan.steps.map((step) => say(step)));
}

function say(step: Step): string {
  if (step.kind === 'createCheck') return step.check.settings.kind;
  return step.kind === 'permit' ? `permit ${step.pipelines.map(({ id }) => id).join(' ')}` : step.kind;
}

describe('planning environments', () => {
  it('makes everything of one that is missing, and nothing of one that has all', async () => {
    assert.deepEqual(await steps([], { ...missing, ...withFiles }), [
      'createEnvironment',
      'approval',
      'rest',
      'permit 4',
    ]);
    assert.deepEqual(await steps([], missing), ['createEnvironment', 'approval', 'rest']);
    assert.deepEqual(await steps(GOOD, withFiles), []);
  });

  it('makes no environment without an approval', async () => {
    assert.deepEqual(await steps([], missing, { approvers: [] }), []);
    assert.deepEqual(await steps([], { ...missing, findIdentities: failing }), []);
    assert.deepEqual(await steps([], { ...missing, findIdentities: () => Promise.resolve([]) }), []);
  });

  it('lets nobody in who was not, where somebody has chosen, or where there is no gate', async () => {
    const some = { ...withFiles, readPermitted: () => Promise.resolve([99]) };
    const none = { ...withFiles, readPermitted: () => Promise.resolve([]) };
    assert.deepEqual(await steps(GOOD, some), []);
    assert.deepEqual(await steps(GOOD, none), ['permit 4']);
    const disabled = [check(approval(), { isEnabled: false }), check(ready(), { id: 2 })];
    assert.deepEqual(await steps(disabled, none), []);
    assert.deepEqual(await steps([], none, { approvers: [], components: [] }), []);
  });

  it('adds the check that a release is ready only where a release waits for it, and for one component', async () => {
    const approved = [check(approval()), check(template, { id: 3 })];
    assert.deepEqual(await steps(approved), ['rest']);
    const cases: readonly Parameters<typeof steps>[] = [
      [approved, {}, { components: ['web', 'api'] }],
      [approved, {}, { components: [] }],
      [approved, {}, { environments: ['slipway-merge', 'slipway-release'] }],
      [approved, { listPipelineFiles: failing }],
      [approved, { listGenericConnections: failing }],
      [
        approved,
        { listGenericConnections: () => Promise.resolve([{ id: 'c', name: 'c', url: 'https://x.example/' }]) },
      ],
      [[...approved, check(ready({}, 'api'), { id: 5 })]],
      [[...approved, check(ready({ retryInterval: 0 }), { id: 5, isEnabled: false })]],
    ];
    for (const [index, given] of cases.entries()) assert.deepEqual(await steps(...given), [], `case ${index}`);
  });

  it('does nothing about what it could not read', async () => {
    assert.deepEqual(await steps([], { findEnvironment: failing }), []);
    assert.deepEqual(await steps([], { readChecks: failing }), []);
  });

  it('leaves a component that is called as its repository to the run, and names any other', () => {
    const own = ready().inputs['urlSuffix'] ?? '';
    assert.match(
      own,
      /repositories\/\$\(Build\.Repository\.ID\)\/items\?path=\/staging\/\$\(Build\.Repository\.Name\)\.json&/,
    );
    const other = ready({}, 'Küche 7');
    assert.match(other.inputs['urlSuffix'] ?? '', /repositories\/r-1\/items\?path=\/staging\/K%C3%BCche%207\.json&/);
    assert.equal(componentOf(other, place), 'Küche 7');
    assert.equal(componentOf(ready(), place), 'web');
    assert.equal(componentOf(ready({ inputs: { urlSuffix: '_apis/build/builds' } }), place), undefined);
    assert.equal(componentOf(ready({ inputs: { urlSuffix: 'x?path=staging/%E0.json' } }), place), '%E0');
  });

  it('takes back only the younger of the same checks, and only its own', () => {
    const own = (id: number, over: Partial<Check> = {}) => check(approval(), { id, createdById: 'Us', ...over });
    const ids = (...checks: readonly Check[]) => doublesOf(checks, 'US').map(({ id }) => id);
    assert.deepEqual(ids(own(5), own(3), own(4)), [5, 4]);
    assert.deepEqual(ids(own(5), own(3, { createdById: 'them' })), [5]);
    assert.deepEqual(ids(own(3), own(5, { createdById: 'them' })), []);
    assert.deepEqual(ids(own(3), own(5, { timeout: 60 })), []);
    assert.deepEqual(ids(own(3, { isEnabled: false }), own(5)), []);
    assert.deepEqual(ids(own(3), own(5, { settings: approval({ minimum: 2 }) })), []);
    assert.deepEqual(ids(own(3, { settings: ready() }), own(5, { settings: ready({}, 'api') })), []);
    assert.deepEqual(ids(own(3, { settings: template }), own(5, { settings: template })), []);
  });
});
