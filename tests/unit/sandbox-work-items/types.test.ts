import assert from 'node:assert/strict';
import { afterEach, describe, it } from 'mocha';
import { startBoard, stopSandboxes, shop } from './board.ts';

describe('sandbox Azure DevOps: processes, types and states', () => {
  afterEach(stopSandboxes);

  it('has the types and states of the three processes, each state with its category', async () => {
    const board = await startBoard();
    board.azure.createProject(shop.organisation, 'Plain', { process: 'Basic' });
    board.azure.createProject(shop.organisation, 'Sprints', { process: 'Scrum' });
    const types = async (project: string) =>
      (await board.call('GET', `/contoso/${project}/_apis/wit/workitemtypes`)).body.value.map(({ name }) => name);
    assert.deepEqual(await types('Shop'), ['Bug', 'Epic', 'Feature', 'Task', 'User Story']);
    assert.deepEqual(await types('Plain'), ['Epic', 'Issue', 'Task']);
    assert.deepEqual(await types('Sprints'), ['Bug', 'Epic', 'Feature', 'Product Backlog Item', 'Task']);
    const states = async (project: string, type: string) => {
      const { body } = await board.call('GET', `/contoso/${project}/_apis/wit/workitemtypes/${type}/states`);
      return body.value.map(({ name, category }) => `${name}: ${category}`);
    };
    assert.deepEqual(await states('Shop', 'user%20story'), [
      'New: Proposed',
      'Active: InProgress',
      'Resolved: Resolved',
      'Closed: Completed',
      'Removed: Removed',
    ]);
    assert.deepEqual(await states('Plain', 'Issue'), ['To Do: Proposed', 'Doing: InProgress', 'Done: Completed']);
    assert.deepEqual((await states('Sprints', 'Bug')).slice(0, 2), ['New: Proposed', 'Approved: Proposed']);
    assert.equal((await board.call('GET', 'wit/workitemtypes/Issue/states')).status, 404);
    const { body } = await board.call('GET', 'wit/workitemtypes/Task');
    assert.deepEqual([body.referenceName, body.states[0]?.color], ['Microsoft.VSTS.WorkItemTypes.Task', 'b2b2b2']);
  });

  it('tells the process of a project when capabilities are asked for', async () => {
    const board = await startBoard();
    board.azure.createProject(shop.organisation, 'Sprints', { process: 'Scrum' });
    const plain = await board.call('GET', '/contoso/_apis/projects/Sprints');
    assert.deepEqual([plain.body.capabilities, plain.body.defaultTeam.name], [undefined, 'Sprints Team']);
    const { body } = await board.call('GET', '/contoso/_apis/projects/Sprints?includeCapabilities=true');
    assert.equal(body.capabilities?.['processTemplate']?.['templateName'], 'Scrum');
    assert.equal(body.capabilities['versioncontrol']?.['sourceControlType'], 'Git');
    assert.equal((await board.call('GET', '/contoso/_apis/projects/none')).status, 404);
  });
});
