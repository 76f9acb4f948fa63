import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { covers } from '../../../sandbox/azure-devops/rest/scopes.ts';
import { readExtension } from '../../../sandbox/hub/extension.ts';

const { scopes } = readExtension();
const REPOSITORY = 'git/repositories/{repository}';

describe('a token that is cut to scopes', () => {
  const allowed: readonly (readonly [method: string, template: string])[] = [
    ['GET', 'connectionData'],
    ['GET', 'git/repositories'],
    ['GET', `${REPOSITORY}/items`],
    ['GET', `${REPOSITORY}/pullrequests/{pullRequest}/threads`],
    ['GET', 'policy/configurations'],
    ['GET', 'build/builds'],
    ['GET', 'build/builds/{build}/timeline'],
    ['GET', 'pipelines/environments'],
    ['GET', 'pipelines/approvals'],
    ['PATCH', 'pipelines/approvals'],
    ['POST', 'pipelines/{pipeline}/runs'],
    ['PATCH', 'build/builds/{build}/stages/{stage}'],
  ];
  const refused: readonly (readonly [method: string, template: string])[] = [
    ['POST', `${REPOSITORY}/pushes`],
    ['POST', `${REPOSITORY}/annotatedtags`],
    ['PATCH', `${REPOSITORY}/pullrequests/{pullRequest}`],
    ['POST', `${REPOSITORY}/pullrequests/{pullRequest}/threads`],
    ['POST', `${REPOSITORY}/pullrequests/{pullRequest}/statuses`],
    ['POST', 'policy/configurations'],
    ['GET', 'distributedtask/environments'],
    ['DELETE', 'pipelines/environments/{environment}'],
    ['PATCH', 'pipelines/pipelinepermissions/{type}/{id}'],
    ['GET', 'serviceendpoint/endpoints'],
    ['GET', 'wit/workitems/{id}'],
    ['POST', 'security/permissionevaluationbatch'],
  ];
  for (const [method, template] of allowed)
    it(`lets the extension ${method} ${template}`, () => assert.ok(covers(scopes, { method, template })));
  for (const [method, template] of refused)
    it(`does not let the extension ${method} ${template}`, () => assert.ok(!covers(scopes, { method, template })));

  it('has what a lesser scope has, and not what a greater one has', () => {
    const push = { method: 'POST', template: `${REPOSITORY}/pushes` };
    const read = { method: 'GET', template: `${REPOSITORY}/items` };
    assert.ok(covers(['vso.code_manage'], push) && covers(['vso.code_manage'], read));
    assert.ok(covers(['vso.code_write'], push) && !covers(['vso.code'], push));
    assert.ok(!covers(['vso.build'], { method: 'PATCH', template: 'pipelines/approvals' }));
    assert.ok(!covers([], read));
  });
});
