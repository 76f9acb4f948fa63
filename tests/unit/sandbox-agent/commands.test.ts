import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, it } from 'mocha';
import { fixtureTasks } from './fixture-task.ts';

/** A script that writes these lines. */
const say = (...lines: string[]) => lines.map((line) => `emit(${JSON.stringify(line)});`).join('\n');

describe('the logging commands of a step', () => {
  const tasks = fixtureTasks();

  it('are executed within a line, on both streams, and do not reach the log', async () => {
    const run = await tasks.run(
      `${say('x ##vso[task.setvariable variable=a]1')} console.error('y ##vso[task.setvariable variable=b]2')`,
    );
    assert.deepEqual([run.variables['a']?.value, run.variables['b']?.value], ['1', '2']);
    assert.doesNotMatch(run.log, /##vso/);
  });

  it('are executed after a carriage return alone, as after any end of line', async () => {
    const run = await tasks.run(`process.stdout.write('a\\r##vso[task.setvariable variable=a]1\\rb')`);
    assert.equal(run.variables['a']?.value, '1');
    assert.match(run.log, /^a\nb$/m);
  });

  it('warn when they are not legal or of an unknown area', async () => {
    const run = await tasks.run(say('##vso[task]x', '##vso[magic.do]x'));
    assert.equal(run.result, 'Succeeded');
    assert.deepEqual(
      run.issues.map(({ type, message }) => `${type} ${message.slice(0, 38)}`),
      ["warning '##vso[task]x' contains logging comman", 'warning Cannot find command extension for ##vs'],
    );
    assert.match(run.log, /^##vso\[task\]x$/m);
  });

  it('fail the step with two errors when the event is unknown or an argument is bad', async () => {
    for (const line of ['##vso[task.magic]x', '##vso[task.setvariable]x', '##vso[task.logissue type=info]x']) {
      const run = await tasks.run(say(line));
      assert.equal(run.result, 'Failed', line);
      assert.deepEqual(
        run.issues.map(({ type }) => type),
        ['error', 'error'],
        line,
      );
    }
  });

  it('refuse those of releases in a build', async () => {
    assert.equal((await tasks.run(say('##vso[release.updatereleasename]x'))).result, 'Failed');
  });

  it('write debug lines with System.Debug only', async () => {
    const script = say('##vso[task.debug]hello');
    assert.doesNotMatch((await tasks.run(script)).log, /hello/);
    const run = await tasks.run(script, { variables: { 'System.Debug': 'true' } });
    assert.match(run.log, /^##\[debug\]hello$/m);
  });

  it('make issues that do not fail the step, with a path of the repository', async () => {
    const run = await tasks.run(
      `${say('##vso[task.logissue type=warning]careful', '##vso[task.issue type=error;code=7]bad')}
       emit('##vso[task.logissue type=error;sourcepath=' + process.cwd() + '/src/a.ts;linenumber=3;columnnumber=1;code=E1]no')`,
    );
    assert.equal(run.result, 'Succeeded');
    assert.deepEqual(
      run.issues.map(({ type, message }) => `${type}: ${message}`),
      ['warning: careful', 'error: bad', 'error: src/a.ts(3,1): error E1: no'],
    );
    assert.equal(run.issues[2]?.data['linenumber'], '3');
  });

  it('keep ten issues of a type, and all in the log', async () => {
    const run = await tasks.run(`for (let i = 0; i < 12; i++) emit('##vso[task.logissue type=error]e' + i)`);
    assert.equal(run.issues.length, 10);
    assert.match(run.log, /e11/);
  });

  it('prepend to the path of later steps', async () => {
    const run = await tasks.run(
      say('##vso[task.prependpath]/a', '##vso[task.prependpath]/b', '##vso[task.prependpath]/a'),
    );
    assert.deepEqual(run.prependedPaths, ['/b', '/a']);
  });

  it('attach files as they are at that moment, and summaries', async () => {
    const file = path.join(path.dirname(tasks.workFolder), 'result.json');
    await writeFile(file, 'first');
    const script = `${say(`##vso[task.addattachment type=slipway.result;name=AIReview-1]${file}`, 'attached')}
      const waiting = setInterval(() => {
        if (require('fs').readFileSync(${JSON.stringify(file)}, 'utf8') !== 'second') return;
        clearInterval(waiting);
        emit('##vso[task.uploadsummary]' + ${JSON.stringify(file)});
      }, 5)`;
    const onLine = (line: string) => {
      if (line === 'attached') writeFileSync(file, 'second');
    };
    const run = await tasks.run(script, { onLine });
    assert.deepEqual(
      run.attachments.map(({ type, name, content }) => [type, name, content.toString()]),
      [
        ['slipway.result', 'AIReview-1', 'first'],
        ['Distributedtask.Core.Summary', 'result.json', 'second'],
      ],
    );
    assert.deepEqual(run.summaries, ['second']);
  });

  it('fail on an attachment that is missing or badly named', async () => {
    const file = path.join(path.dirname(tasks.workFolder), 'there');
    await writeFile(file, '');
    for (const line of [
      '##vso[task.addattachment type=t;name=n]/no/such/file',
      `##vso[task.addattachment type=t;name=a/b]${file}`,
      `##vso[task.addattachment name=n]${file}`,
      '##vso[task.uploadsummary]',
    ]) {
      assert.equal((await tasks.run(say(line))).result, 'Failed', line);
    }
    assert.equal((await tasks.run(say(`##vso[task.addattachment type=t;name=n]${file}`))).result, 'Succeeded');
  });

  it('leave %AZP25 as it is when DECODE_PERCENTS is off', async () => {
    const script = say('##vso[task.setvariable variable=a]50%AZP25%3B');
    assert.equal((await tasks.run(script)).variables['a']?.value, '50%;');
    const run = await tasks.run(script, { variables: { DECODE_PERCENTS: 'false' } });
    assert.equal(run.variables['a']?.value, '50%AZP25;');
  });

  describe('restricted by task.json', () => {
    const restricted = {
      restrictions: { commands: { mode: 'restricted' }, settableVariables: { allowed: ['Verdict', 'cost*'] } },
    };

    it('refuse summaries and other variables with exactly a warning each', async () => {
      const script = say(
        '##vso[task.uploadsummary]/no/such/file',
        '##vso[task.setvariable variable=PATH]/evil',
        '##vso[task.setvariable variable=verdict]approve',
        '##vso[task.setvariable variable=costUsd]1',
        '##vso[task.prependpath]/evil',
        '##vso[build.addbuildtag]x',
      );
      const run = await tasks.run({ script, task: restricted });
      assert.equal(run.result, 'Succeeded');
      assert.deepEqual(
        run.issues.map(({ type, message }) => `${type} ${message.split(' (')[0] ?? ''}`),
        [
          'warning ##vso[task.uploadsummary] is not allowed in this step due to policy restrictions. Please reference documentation',
          "warning Setting variable 'PATH' has been disabled by the task or build definition.",
          "warning Setting variable 'PATH' has been disabled by the task or build definition.",
          'warning ##vso[build.addbuildtag] is not allowed in this step due to policy restrictions. Please reference documentation',
        ],
      );
      assert.deepEqual(Object.keys(run.variables), ['verdict', 'costUsd']);
      assert.deepEqual(run.prependedPaths, []);
    });

    it('let through issues under their alias, results, secrets and progress', async () => {
      const run = await tasks.run({
        script: say(
          '##vso[task.issue type=error]e',
          '##vso[task.setprogress value=1]p',
          '##vso[task.complete result=SucceededWithIssues]',
        ),
        task: restricted,
      });
      assert.equal(run.result, 'SucceededWithIssues');
      assert.equal(run.issues.length, 1);
    });

    it('allow no variable at all with an empty list', async () => {
      const task = { restrictions: { settableVariables: { allowed: [] } } };
      assert.deepEqual((await tasks.run({ script: say('##vso[task.setvariable variable=a]1'), task })).variables, {});
    });
  });
});
