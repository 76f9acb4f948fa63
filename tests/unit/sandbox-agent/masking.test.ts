import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { SecretMasker } from '../../../sandbox/agent/secret-masker.ts';
import { fixtureTasks } from './fixture-task.ts';

function mask(secret: string, text: string): string {
  const masker = new SecretMasker();
  masker.addJobSecret(secret);
  return masker.mask(text);
}

describe('masking', () => {
  const tasks = fixtureTasks();
  const secret = 'p"a ss%w\\ord!';

  for (const [how, text] of Object.entries({
    'as it is': secret,
    'in base64': Buffer.from(secret).toString('base64'),
    'in a URI': encodeURIComponent(secret).replace('!', '%21'),
    'in JSON': JSON.stringify(secret).slice(1, -1),
    'in a command': secret.replaceAll('%', '%AZP25'),
  })) {
    it(`hides a secret ${how}`, () => assert.equal(mask(secret, `<${text}>`), '<***>'));
  }

  it('hides a secret without its quotes and spaces', () => {
    assert.equal(mask(' "abc" ', 'abc "abc"'), 'abc ***');
    assert.equal(mask('"abc"', 'abc'), '***');
  });

  it('makes one of secrets that touch or overlap', () => {
    const masker = new SecretMasker();
    for (const value of ['abab', 'cd']) masker.add(value);
    assert.equal(masker.mask('xababab-cdcdy'), 'x***-***y');
  });

  it('hides the password of any URL', () => {
    assert.equal(new SecretMasker().mask('git clone https://bot:hunter2@host/x'), 'git clone https://bot:***@host/x');
  });

  it('hides variables, connections and what the task says in the log and in issues, not in the raw output', async () => {
    const step = {
      variables: { Key: { value: 'variable-secret', secret: true } },
      inputs: { c: 'jira' },
      endpoints: {
        jira: {
          url: 'https://x',
          authorization: { scheme: 'Token', parameters: { apitoken: 'jira-secret', scope: 'read' } },
        },
      },
    };
    const script = `emit('##vso[task.setsecret]task-secret');
      for (const s of ['variable-secret', 'jira-secret', 'task-secret', 'read']) emit('leak ' + s);
      emit('##vso[task.logissue type=error]issue jira-secret'); emit('##vso[task.complete result=Failed]ended by task-secret');`;
    const lines: string[] = [];
    const run = await tasks.run(script, { ...step, onLine: (line) => lines.push(line) });
    assert.match(run.log, /^leak \*\*\*\nleak \*\*\*\nleak \*\*\*\nleak read$/m);
    assert.equal(run.issues[0]?.message, 'issue ***');
    assert.equal(run.message, 'ended by ***');
    assert.deepEqual(lines, run.log.trimEnd().split('\n'));
    assert.match(run.rawOutput, /leak variable-secret\nleak jira-secret/);
  });
});
