import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { afterEach, beforeEach, describe, it } from 'mocha';
import { git, makeFolder, openRepository, quietLog, withFakeGit, writeHistory } from './git-fixture.ts';
import { serveGit } from './git-http-server.ts';

const token = 'dG9wc2VjcmV0dG9rZW4';
const authorization = `Bearer ${token}`;

describe('the credential of a fetch', () => {
  let folder: ReturnType<typeof makeFolder>;
  let server: Awaited<ReturnType<typeof serveGit>>;
  let checkout = '';
  let ids: string[] = [];

  beforeEach(async () => {
    folder = makeFolder();
    ids = writeHistory(folder.at('repo'), [{ a: '1\n' }, { a: '2\n' }, { a: '3\n' }]);
    git(folder.at('repo'), 'config', 'http.receivepack', 'false');
    server = await serveGit(folder.root, authorization);
    checkout = folder.at('checkout');
    mkdirSync(checkout);
    git(checkout, 'init', '--quiet');
    git(checkout, 'fetch', '--quiet', '--depth=1', `file://${folder.at('repo')}`, 'main');
    git(checkout, 'checkout', '--quiet', '--detach', 'FETCH_HEAD');
  });
  afterEach(async () => {
    await server.close();
    folder.remove();
  });

  it('reaches the server, and neither an argument nor a file', async () => {
    const seen = folder.at('arguments');
    const script = `printf '%s\\n' "$@" >> ${seen}\nexec $REAL "$@"`;
    const said: string[] = [];
    const log = { ...quietLog, debug: (text: string) => said.push(text) };
    await withFakeGit(folder.root, script, async () => {
      const repository = await openRepository({ checkout, url: server.url('repo/.git'), authorization, log });
      await repository.ensureCommits([ids[0]!, ids[1]!]);
      assert.equal((await repository.listChanges(ids[0]!, ids[1]!)).length, 1);
      const holders = execFileSync('sh', ['-c', 'grep -rl "$1" "$2" || true', 'sh', token, folder.root]);
      assert.equal(holders.toString(), '');
      await repository.close();
    });
    assert.match(readFileSync(seen, 'utf8'), /^fetch$/m);
    assert.deepEqual(new Set(server.seen), new Set([authorization]));
    assert.equal(said.join().includes(token), false);
  });

  it('is refused once when it is wrong, asks nobody and does not show in the error', async () => {
    const wrong = `${authorization}x`;
    const repository = await openRepository({ checkout, url: server.url('repo/.git'), authorization: wrong });
    await assert.rejects(repository.ensureCommits([ids[0]!]), (error: Error & { code?: string }) => {
      assert.equal(error.code, 'GIT_COMMIT_MISSING');
      assert.equal(error.message.includes(token), false);
      return true;
    });
    // git itself asks again after a 401; we do not.
    assert.equal(server.seen.length <= 2, true);
    await repository.close();
  });

  it('is hidden where git repeats it', async () => {
    const script = `case "$*" in *' fetch '*) echo "fatal: not found: $GIT_CONFIG_VALUE_1" >&2; exit 128;; esac\nexec $REAL "$@"`;
    await withFakeGit(folder.root, script, async () => {
      const repository = await openRepository({ checkout, url: server.url('repo/.git'), authorization });
      await assert.rejects(repository.ensureCommits([ids[0]!]), /not found: Authorization: \*\*\*/);
      await repository.close();
    });
  });

  it('comes from nowhere else: variables of the job do not reach git', async () => {
    writeFileSync(folder.at('config'), '[alias]\n\tversion = !false\n');
    const hostile = { GIT_CONFIG_GLOBAL: folder.at('config'), GIT_CONFIG_COUNT: '1', GIT_CONFIG_KEY_0: 'http.proxy', GIT_CONFIG_VALUE_0: 'http://127.0.0.1:1', HTTP_PROXY: 'http://127.0.0.1:1', GIT_OBJECT_DIRECTORY: '/nowhere', GIT_INDEX_FILE: '/nowhere', SYSTEM_ACCESSTOKEN: token }; // prettier-ignore
    const seen = folder.at('environment');
    Object.assign(process.env, hostile);
    try {
      await withFakeGit(folder.root, `env >> ${seen}\nexec $REAL "$@"`, async () => {
        const repository = await openRepository({ checkout, url: server.url('repo/.git'), authorization });
        await repository.ensureCommits([ids[0]!]);
        await repository.close();
      });
    } finally {
      for (const name of Object.keys(hostile)) Reflect.deleteProperty(process.env, name);
    }
    const environment = readFileSync(seen, 'utf8');
    assert.match(environment, /^GIT_CONFIG_GLOBAL=\/dev\/null$/m);
    assert.doesNotMatch(environment, /127\.0\.0\.1:1\b(?!\d)|nowhere|SYSTEM_ACCESSTOKEN/);
  });
});
