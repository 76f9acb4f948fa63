import assert from 'node:assert/strict';
import { appendFileSync, chmodSync, cpSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { after, afterEach, before, beforeEach, describe, it } from 'mocha';
import { openReviewRepository } from '../../../src/clients/git/open-review-repository.ts';
import { parsePatch } from '../../../src/review/parse-diff.ts';
import { abortOnceRunning, type Files, fingerprint, git, isRunning, makeFolder, openRepository, quietLog, urlOf, withFakeGit, writeHistory } from './git-fixture.ts'; // prettier-ignore

// The last two would hide both changes, as binary.
const attributes = '* filter=trap diff=trap\na.txt -diff\ndir/* binary\n';
const base: Files = { 'a.txt': 'old\n', 'dir/b.txt': 'b\n', '.gitattributes': attributes };
const source: Files = { ...base, 'a.txt': 'new\n', 'dir/c.txt': 'needle\n' };

describe('a review repository', () => {
  /** What all tests begin with, made once; `checkouts` by how they were fetched. */
  let shared: ReturnType<typeof makeFolder>;
  const checkouts = new Map<string, string>();
  let folder: ReturnType<typeof makeFolder>;
  /** The remote: main moved on, the source branch has two commits, and there is a merge preview of it. */
  let remote = '';
  let [common, target, head] = ['', '', ''];

  before(() => {
    shared = makeFolder();
    remote = shared.at('remote');
    const [first, middle, last] = writeHistory(remote, [base, { ...base, 'mid.txt': 'm\n' }, source]);
    git(remote, 'update-ref', 'refs/heads/topic', last!);
    git(remote, 'checkout', '--quiet', '-B', 'main', first!);
    writeFileSync(path.join(remote, 'target.txt'), 't\n');
    git(remote, 'add', 'target.txt');
    git(remote, 'commit', '--quiet', '-m', 'target');
    [common, target, head] = [first!, git(remote, 'rev-parse', 'HEAD'), last!];
    git(remote, 'merge', '--quiet', '--no-edit', 'topic');
    git(remote, 'update-ref', 'refs/pull/1/merge', 'HEAD');
    git(remote, 'checkout', '--quiet', '-B', 'main', target);
    assert.notEqual(middle, undefined);
  });
  after(() => shared.remove());
  beforeEach(() => {
    folder = makeFolder();
  });
  afterEach(() => folder.remove());

  /** A remote to write to. */
  function copyRemote(): string {
    cpSync(remote, folder.at('remote'), { recursive: true });
    return folder.at('remote');
  }

  /** As the agent does it for a pull request. */
  function checkOutPreview(...options: string[]): string {
    const checkout = folder.at('checkout');
    const made = checkouts.get(options.join()) ?? makeCheckout(shared.at(`checkout-${checkouts.size}`), options);
    checkouts.set(options.join(), made);
    cpSync(made, checkout, { recursive: true });
    return checkout;
  }

  function makeCheckout(checkout: string, options: readonly string[]): string {
    mkdirSync(checkout);
    git(checkout, 'init', '--quiet');
    git(checkout, 'remote', 'add', 'origin', urlOf(remote));
    const preview = '+refs/pull/1/merge:refs/remotes/pull/1/merge';
    git(checkout, 'fetch', '--quiet', '--no-tags', ...options, 'origin', preview);
    git(checkout, 'checkout', '--quiet', '--detach', 'refs/remotes/pull/1/merge');
    return checkout;
  }

  async function changesOf(checkout: string): Promise<readonly string[]> {
    const repository = await openRepository({ checkout, url: urlOf(remote) });
    await repository.ensureCommits([common, head]);
    const files = await repository.listChanges(common, head);
    const diffs = await repository.readDiffs(common, head, files);
    const tree = repository.tree(head);
    assert.equal((await tree.read('dir/c.txt')).kind, 'text');
    const found = await tree.grep({ pattern: 'need.e', fixed: false, ignoreCase: false });
    assert.deepEqual(found, { kind: 'matches', matches: [{ path: 'dir/c.txt', line: 1, text: 'needle' }] });
    await repository.close();
    return diffs.map(({ file, hunks }) => `${file.kind} ${file.path} ${hunks.length}`);
  }

  const expected = ['modified a.txt 1', 'added dir/c.txt 1'];

  for (const [kind, options] of [
    ['full', []],
    ['shallow', ['--depth=1']],
    ['partial', ['--filter=blob:none']],
    ['treeless', ['--filter=tree:0']],
    ['shallow and partial', ['--depth=1', '--filter=blob:none']],
  ] as const) {
    it(`reads both commits from a ${kind} checkout of the merge preview, and leaves it as it was`, async () => {
      const checkout = checkOutPreview(...options);
      const before = fingerprint(checkout);
      assert.deepEqual(await changesOf(checkout), expected);
      assert.deepEqual(fingerprint(checkout), before);
      assert.deepEqual(readdirSync(folder.at('agent-temp')), []);
    });
  }

  it('tells the remote of the commit that is checked out, and of no other ref', async () => {
    const checkout = checkOutPreview();
    git(checkout, 'checkout', '--quiet', '--orphan', 'private');
    git(checkout, 'commit', '--quiet', '-m', 'private');
    const unrelated = git(checkout, 'rev-parse', 'private');
    git(checkout, 'checkout', '--quiet', '--detach', 'refs/remotes/pull/1/merge');
    const newer = copyRemote();
    git(newer, 'commit', '--quiet', '--allow-empty', '-m', 'newer');
    const trace = folder.at('trace');
    const script = `case " $* " in *' fetch '*) export GIT_TRACE_PACKET=${trace};; esac\nexec $REAL "$@"`;
    await withFakeGit(folder.root, script, async () => {
      const repository = await openRepository({ checkout, url: urlOf(newer) });
      await repository.ensureCommits([git(newer, 'rev-parse', 'main')]);
      await repository.close();
    });
    const said = readFileSync(trace, 'utf8');
    assert.match(said, new RegExp(`fetch> have ${git(checkout, 'rev-parse', 'HEAD')}`));
    assert.equal(said.includes(unrelated), false);
  });

  it('leaves at the remote what a partial clone left there and nobody reads', async () => {
    const own = copyRemote();
    git(folder.root, 'clone', '--quiet', '--no-checkout', '--filter=blob:none', '-b', 'main', urlOf(own), 'clone');
    const newer = git(own, 'commit-tree', '-m', 'x', `${head}^{tree}`);
    git(own, 'update-ref', 'refs/heads/newer', newer);
    const repository = await openRepository({ checkout: folder.at('clone'), url: urlOf(own) });
    await repository.ensureCommits([newer]);
    const sizes = (await repository.tree(newer).list()).map(({ size }) => size);
    assert.deepEqual(new Set(sizes), new Set([undefined]));
    await repository.close();
  });

  it('serves reviews of two pull requests in one checkout at once', async () => {
    const checkout = checkOutPreview('--depth=1');
    const own = copyRemote();
    git(own, 'checkout', '--quiet', '-b', 'other');
    writeFileSync(path.join(own, 'a.txt'), 'newer\n');
    git(own, 'rm', '--quiet', 'dir/b.txt');
    git(own, 'commit', '--quiet', '--all', '-m', 'other');
    const other = git(own, 'rev-parse', 'HEAD');
    const otherChanges = async () => {
      const repository = await openRepository({ checkout, url: urlOf(own) });
      await repository.ensureCommits([target, other]);
      const files = await repository.listChanges(target, other);
      const read = await repository.tree(other).read('a.txt');
      await repository.close();
      return [...files.map(({ kind, path: file }) => `${kind} ${file}`), read.kind === 'text' ? read.text : read.kind];
    };
    const before = fingerprint(checkout);
    const all = await Promise.all([changesOf(checkout), otherChanges(), changesOf(checkout), otherChanges()]);
    const others = ['modified a.txt', 'deleted dir/b.txt', 'newer\n'];
    assert.deepEqual(all, [expected, others, expected, others]);
    assert.deepEqual(fingerprint(checkout), before);
  });

  it('reads a worktree', async () => {
    git(folder.root, 'clone', '--quiet', urlOf(remote), 'clone');
    git(folder.at('clone'), 'worktree', 'add', '--quiet', folder.at('tree'), 'origin/topic');
    assert.deepEqual(await changesOf(folder.at('tree')), expected);
  });

  it('reads a clone that borrows from another', async () => {
    git(folder.root, 'clone', '--quiet', '--shared', remote, 'shared');
    assert.deepEqual(await changesOf(folder.at('shared')), expected);
  });

  it('is not there without a clone', async () => {
    const said: string[] = [];
    const options = { checkout: folder.root, url: '', authorization: undefined, folder: folder.at('temp'), contextLines: 3 }; // prettier-ignore
    const log = { ...quietLog, debug: (text: string) => said.push(text) };
    const signal = new AbortController().signal;
    assert.equal(await openReviewRepository({ ...options, signal, log, parsePatch }), undefined);
    assert.match(said.join(), /no git clone/);
  });

  it('is not there without a git program', async () => {
    const previous = process.env['PATH'];
    const said: string[] = [];
    const log = { ...quietLog, debug: (text: string) => said.push(text) };
    process.env['PATH'] = folder.root;
    try {
      await assert.rejects(openRepository({ checkout: remote, url: '', log }), /could not be opened/);
    } finally {
      process.env['PATH'] = previous;
    }
    assert.match(said.join(), /ENOENT/);
  });

  it('runs nothing that the checkout configures', async () => {
    const checkout = checkOutPreview('--depth=1');
    const traps = folder.at('traps');
    mkdirSync(traps);
    const trap = (name: string) => `touch '${traps}/${name}'; true`;
    const settings = [
      ['core', 'fsmonitor', trap('fsmonitor')],
      ['core', 'sshCommand', trap('ssh')],
      ['core', 'hooksPath', folder.at('hooks')],
      ['core', 'alternateRefsCommand', trap('alternate')],
      ['core', 'pager', trap('pager')],
      ['core', 'askPass', trap('askpass')],
      ['core', 'gitProxy', trap('proxy')],
      ['credential', 'helper', `!${trap('credential')}`],
      ['diff', 'external', trap('external')],
      ['diff "trap"', 'textconv', trap('textconv')],
      ['diff "trap"', 'command', trap('command')],
      ['filter "trap"', 'clean', trap('clean')],
      ['filter "trap"', 'smudge', trap('smudge')],
      ['filter "trap"', 'process', trap('process')],
      ['filter "trap"', 'required', 'true'],
      ['remote "origin"', 'uploadpack', trap('uploadpack')],
      [`url ${JSON.stringify(`ext::sh -c "${trap('ext')}"`)}`, 'insteadOf', urlOf(remote)],
      ['protocol "ext"', 'allow', 'always'],
    ].map(([section, name, value]) => `[${section}]\n\t${name} = ${JSON.stringify(value)}\n`);
    appendFileSync(path.join(checkout, '.git/config'), settings.join(''));
    mkdirSync(folder.at('hooks'));
    for (const hook of ['post-checkout', 'reference-transaction', 'post-index-change', 'pre-auto-gc', 'fsmonitor']) {
      writeFileSync(folder.at('hooks', hook), `#!/bin/sh\n${trap(hook)}\n`);
      chmodSync(folder.at('hooks', hook), 0o755);
    }
    const before = fingerprint(checkout);
    assert.deepEqual(await changesOf(checkout), expected);
    assert.deepEqual(readdirSync(traps), []);
    assert.deepEqual(fingerprint(checkout), before);
    // The traps are live: a plain git in the same folder falls into them.
    writeFileSync(path.join(checkout, 'a.txt'), 'edited\n');
    assert.throws(() => git(checkout, 'diff'));
    assert.notDeepEqual(readdirSync(traps), []);
  });

  it('says which commit nobody has, and what may help', async () => {
    const repository = await openRepository({ checkout: checkOutPreview('--depth=1'), url: urlOf(remote) });
    const unknown = 'e'.repeat(40);
    await assert.rejects(repository.ensureCommits([common, unknown]), (error: Error & { hint?: string }) => {
      assert.equal((error as { code?: string }).code, 'GIT_COMMIT_MISSING');
      assert.match(error.message, new RegExp(unknown));
      assert.match(error.hint ?? '', /fetchDepth: 0.*Protect access to repositories/);
      return true;
    });
    await assert.rejects(repository.ensureCommits(['--upload-pack=x']), { code: 'GIT_COMMIT_MISSING' });
    await repository.close();
  });

  it('uses no transport but http, https and file', async () => {
    const checkout = checkOutPreview('--depth=1');
    const repository = await openRepository({ checkout, url: `ext::sh -c "touch ${folder.at('ran')}"` });
    await assert.rejects(repository.ensureCommits([common]), /neither http, https nor file/);
    await repository.close();
    assert.equal(readdirSync(folder.root).includes('ran'), false);
  });

  it('tries a fetch again that failed for no lasting reason', async () => {
    const checkout = checkOutPreview('--depth=1');
    const mark = folder.at('failed-once');
    const script = `case "$*" in *' fetch '*) [ -e ${mark} ] || { touch ${mark}; echo 'fatal: early EOF' >&2; exit 128; };; esac\nexec $REAL "$@"`;
    const pauses: string[] = [];
    const log = { ...quietLog, debug: (text: string) => pauses.push(text) };
    await withFakeGit(folder.root, script, async () => {
      const repository = await openRepository({ checkout, url: urlOf(remote), log });
      await repository.ensureCommits([common, head]);
      await repository.close();
    });
    assert.match(pauses.join(), /tried again: fatal: early EOF/);
  });

  it('ends a fetch when it is cancelled', async () => {
    const checkout = checkOutPreview('--depth=1');
    const controller = new AbortController();
    const repository = await openRepository({ checkout, url: urlOf(remote), signal: controller.signal });
    const pid = await abortOnceRunning(folder.root, controller, 'fetch', async () => {
      await assert.rejects(repository.ensureCommits([common]), /cancelled/);
    });
    assert.equal(isRunning(pid), false);
    await repository.close();
  });
});
