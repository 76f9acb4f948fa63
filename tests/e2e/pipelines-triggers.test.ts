import assert from 'node:assert/strict';
import { after, before, describe, it } from 'mocha';
import { findBlocks } from '../../sandbox/consumer/documented-files.ts';
import { readText } from '../support/contract/shipped.ts';
import { PipelineWorld } from '../support/pipeline-world.ts';

const RECIPE = readText('docs/triggers.md');
/** The pipeline of the recipe, which is its first file. */
const [ISSUE = ''] = findBlocks(RECIPE, 'yaml');
const ADDRESS = /`https:\/\/dev\.azure\.com(\/\{organisation\}\S+)`/.exec(RECIPE)?.[1] ?? '';
const BODY = /_Custom data_: `(.*)`/.exec(RECIPE)?.[1] ?? '';

describe('The recipe for Jira Automation', function () {
  this.timeout(120_000);
  let world: PipelineWorld;
  before(async () => (world = await PipelineWorld.start({ others: { issue: ISSUE }, gates: [], validated: false })));
  after(() => world.stop('pipelines-triggers'));

  /** What the rule sends. */
  function send(key: string, { token = automation(), pipeline = world.pipeline('issue'), body = BODY } = {}) {
    const { organisation, project } = world.world.repository;
    const filled = { organisation, project, pipelineId: String(pipeline) };
    const route = Object.entries(filled).reduce((text, [name, value]) => text.replace(`{${name}}`, value), ADDRESS);
    return fetch(world.world.sandbox.azureService.url + route, {
      method: 'POST',
      headers: {
        authorization: `Basic ${Buffer.from(`:${token}`).toString('base64')}`,
        'content-type': 'application/json',
      },
      body: body.replace('{{issue.key}}', key),
    });
  }
  const automation = () => world.world.tokenOf('Jira Automation', ['readCode', 'queueBuilds']);
  const jiraWrites = () => world.world.writes.filter((write) => write.startsWith('jira'));
  const ended = async (answer: Response) => {
    assert.equal(answer.status, 200);
    const { id } = (await answer.json()) as { readonly id: number };
    return { ...(await world.settled(id)), log: await world.log(id) };
  };

  it('starts a run with the key alone, and a repeated event finds all done', async () => {
    const { jira } = world.world.sandbox;
    const key = jira.createIssue({ project: 'ABC', summary: 'Greet people', status: 'To Do' });
    const first = await ended(await send(key));
    assert.deepEqual([first.result, jira.readIssue(key)?.status], ['succeeded', 'In Progress'], first.log);
    const wrote = jiraWrites();
    assert.equal((await ended(await send(key))).result, 'succeeded');
    assert.deepEqual(jiraWrites(), wrote);
  });

  it('decides nothing with what is no key', async () => {
    const before = jiraWrites();
    const { result, log } = await ended(await send('ABC-1; exit 0 #$(System.AccessToken)'));
    assert.equal(result, 'failed', log);
    assert.match(log, /tickets: "ABC-1; exit 0 #\*\*\*": write keys as ABC-12/);
    assert.deepEqual(jiraWrites(), before);
  });

  it('is refused as the table says', async () => {
    const reader = world.world.tokenOf('Reader', ['readCode']);
    const answers = [
      await send('ABC-1', { token: 'wrong' }),
      await send('ABC-1', { token: reader }),
      await send('ABC-1', { pipeline: 999 }),
      await send('ABC-1', { body: BODY.replace('issueKey', 'key') }),
    ];
    assert.deepEqual(
      answers.map(({ status }) => status),
      [401, 403, 404, 400],
    );
    assert.match(await answers[3]!.text(), /key/);
  });
});
