import assert from 'node:assert/strict';
import { after, describe, it } from 'mocha';
import { gitEnvironment } from '../../../src/clients/git/git-environment.ts';
import { runGit } from '../../../src/clients/git/run-git.ts';
import { abortOnceRunning, isRunning, makeFolder, withFakeGit } from './git-fixture.ts';

describe('the environment of git', () => {
  it('has what a program needs from ours, whatever the case of its name, and nothing else', () => {
    const ours = { Path: '/bin', SystemRoot: 'C:\\Windows', TEMP: undefined, GIT_DIR: '/x', GIT_SSH_COMMAND: 'x', EDITOR: 'x', https_proxy: 'x', SECRET: 'x' }; // prettier-ignore
    const environment = gitEnvironment('/store', ours);
    assert.equal(environment['GIT_DIR'], '/store');
    assert.deepEqual(
      Object.keys(environment).filter((name) => !/^GIT_|^HOME$|^LC_ALL$/.test(name)),
      ['Path', 'SystemRoot'],
    );
    assert.equal('GIT_SSH_COMMAND' in environment, false);
    assert.deepEqual([environment['GIT_TERMINAL_PROMPT'], environment['GIT_ALLOW_PROTOCOL']], ['0', 'none']);
  });
});

describe('a git command', () => {
  const folder = makeFolder();
  const call = { gitDirectory: folder.root, signal: new AbortController().signal };
  after(() => folder.remove());

  it('has failed when it was killed, even though it printed something and no error', () =>
    withFakeGit(folder.root, 'echo half; kill -9 $$', () =>
      assert.rejects(runGit(call, ['version']), { code: 'GIT_FAILED' }),
    ));

  it('has failed when it says nothing but its exit code', () =>
    withFakeGit(folder.root, 'exit 1', () => assert.rejects(runGit(call, ['version']), { code: 'GIT_FAILED' })));

  it('gives all of a large output, with bytes that are not UTF-8 replaced', () =>
    withFakeGit(folder.root, `printf '%03000000d\\377\\303' 1; printf '\\251'`, async () => {
      const output = await runGit(call, ['version']);
      assert.equal(output.length, 3_000_002);
      assert.equal(output.slice(-2), '\uFFFDé');
    }));

  it('is not cut short when its output comes after its end', () =>
    withFakeGit(folder.root, '(sleep 0.3; echo late) & exit 0', async () => {
      assert.equal(await runGit(call, ['version']), 'late\n');
    }));

  it('is ended at its deadline, even while it prints', () =>
    withFakeGit(folder.root, 'while :; do echo x; done', () =>
      assert.rejects(runGit({ ...call, deadline: 100 }, ['version']), { code: 'GIT_FAILED', message: /timeout/ }),
    ));

  it('is ended when it is cancelled', async () => {
    const controller = new AbortController();
    const pid = await abortOnceRunning(folder.root, controller, 'version', async () => {
      await assert.rejects(runGit({ ...call, signal: controller.signal }, ['version']), /cancelled/);
    });
    assert.equal(isRunning(pid), false);
    await assert.rejects(runGit({ ...call, signal: controller.signal }, ['version']), /cancelled/);
  });
});
