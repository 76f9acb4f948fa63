import assert from 'node:assert/strict';
import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { afterEach, beforeEach, describe, it } from 'mocha';
import type { ReleaseRepository } from '../../../src/clients/git/open-release-repository.ts';
import { fingerprint, git, makeFolder, urlOf, withFakeGit } from './git-fixture.ts';
import { checkOut, closeReleases, importCommits, openRelease } from './release-fixture.ts';

const at = '2026-11-27T10:00:00.000Z';
const failing =
  (code: string, ...texts: readonly RegExp[]) =>
  (error: Error & { code?: string; hint?: string }): true => {
    assert.equal(error.code, code, error.stack);
    for (const text of texts) assert.match(`${error.message} ${error.hint ?? ''}`, text);
    return true;
  };

const lines = (...changed: readonly [number, string][]) => {
  const all = Array.from({ length: 20 }, (_, index) => `line ${index}`);
  for (const [index, text] of changed) all[index] = text;
  return `${all.join('\n')}\n`;
};

describe('the writer of release branches', () => {
  let folder: ReturnType<typeof makeFolder>;
  let origin = '';
  let url = '';
  let ids: string[] = [];

  beforeEach(() => {
    folder = makeFolder();
    origin = folder.at('origin.git');
    url = urlOf(origin);
    ids = importCommits(origin, [
      { message: 'base', files: { a: lines(), 'docs/old.md': 'x\n', other: 'y\n' } },
      { message: 'top', files: { a: lines([2, 'two']) } },
      { message: 'middle', files: { a: lines([2, 'two'], [12, 'twelve']) } },
      { message: 'release', files: { a: lines([2, 'TWO']) }, branch: 'released', parents: [1] },
      { message: 'other place', files: { a: lines([18, 'eighteen']) }, branch: 'aside', parents: [1] },
    ]);
  });
  afterEach(async () => {
    await closeReleases();
    folder.remove();
  });

  const shallow = async (): Promise<ReleaseRepository> => {
    const checkout = checkOut(folder, origin, '--depth=1');
    const release = await openRelease(folder, { url, checkout });
    await release.history.fetchHistory([ids[2]!]);
    return release;
  };
  const tipOf = (branch: string) => git(origin, 'rev-parse', '--verify', `refs/heads/${branch}`);
  const commitOn = async ({ branches, history }: ReleaseRepository, parent: string, message = 'Release') => {
    const tree = await branches.withFile(await history.treeOf(parent), 'CHANGELOG.md', `# ${message}\n`);
    return branches.commit({ tree, parents: [parent], message, at });
  };

  for (const [what, options] of [
    ['a full clone', []],
    ['a shallow clone', ['--depth=1']],
    ['a clone without folders', ['--filter=tree:0']],
  ] as const) {
    it(`merges what follows a chosen base, in ${what} that does not change`, async () => {
      const checkout = checkOut(folder, origin, ...options);
      const before = fingerprint(checkout);
      const { history, branches } = await openRelease(folder, { url, checkout });
      await history.fetchHistory([ids[2]!, ids[4]!]);
      const mergedOver = async (base: string) => {
        const merged = await branches.mergeTrees(base, ids[4]!, ids[2]!);
        if (merged.kind !== 'merged') assert.fail(merged.paths.join());
        const { tree } = merged;
        return history.readFile(await branches.commit({ tree, parents: [ids[4]!], message: 'm', at }), 'a');
      };
      assert.equal(await mergedOver(ids[0]!), lines([2, 'two'], [12, 'twelve'], [18, 'eighteen']));
      // Git's own common ancestor is the first commit; with the second one, the second line is left out.
      assert.equal(await mergedOver(ids[1]!), lines([12, 'twelve'], [18, 'eighteen']));
      assert.deepEqual(fingerprint(checkout), before);
    });
  }

  it('picks a commit by taking its parent for the base, and tells where it conflicts', async () => {
    const release = await shallow();
    const { history, branches } = release;
    await history.fetchHistory([ids[3]!, ids[4]!]);
    const picked = await branches.mergeTrees(ids[1]!, ids[3]!, ids[2]!);
    assert.equal(picked.kind, 'merged');
    assert.deepEqual(await branches.mergeTrees(ids[0]!, ids[3]!, ids[1]!), { kind: 'conflicts', paths: ['a'] });
  });

  it('says which git it needs', async () => {
    const { branches } = await openRelease(folder, { url, checkout: checkOut(folder, origin) });
    const script = `case "$*" in *version*) echo "git version 2.30.2"; exit 0;; esac\nexec $REAL "$@"`;
    await withFakeGit(folder.root, script, () =>
      assert.rejects(branches.mergeTrees(ids[0]!, ids[3]!, ids[1]!), failing('GIT_TOO_OLD', /2\.30\.2.*2\.38/)),
    );
  });

  it('sets one file and leaves the rest as it is: modes, links, names of any bytes', async () => {
    const work = folder.at('work');
    mkdirSync(work);
    git(work, 'init', '--quiet');
    writeFileSync(`${work}/run.sh`, 'old\n');
    chmodSync(`${work}/run.sh`, 0o755);
    const odd = Buffer.concat([Buffer.from(`${work}/`), Buffer.from('caf\xe9', 'latin1')]);
    writeFileSync(odd, 'odd\n');
    git(work, 'add', '--all');
    git(work, 'update-index', '--add', '--cacheinfo', `120000,${git(work, 'hash-object', '-w', 'run.sh')},link`);
    git(work, 'commit', '--quiet', '-m', 'x');
    const tree = git(work, 'rev-parse', 'HEAD^{tree}');
    const { branches } = await openRelease(folder, { url, checkout: work });
    const changed = await branches.withFile(tree, 'run.sh', 'new\n');
    const added = await branches.withFile(changed, 'docs/äö/notes.md', 'hello\r\n\uFEFF');
    const deeper = await branches.withFile(added, 'docs/äö/more.md', '');
    const commit = await branches.commit({ tree: deeper, parents: [], message: 'm', at });
    const bare = folder.at('target.git');
    git(folder.root, 'init', '--quiet', '--bare', bare);
    const target = await openRelease(folder, { url: urlOf(bare), checkout: work });
    const same = await target.branches.withFile(await target.branches.withFile(await target.branches.withFile(tree, 'run.sh', 'new\n'), 'docs/äö/notes.md', 'hello\r\n\uFEFF'), 'docs/äö/more.md', ''); // prettier-ignore
    assert.equal(same, deeper);
    const sent = await target.branches.commit({ tree: same, parents: [], message: 'm', at });
    assert.equal(sent, commit);
    assert.deepEqual(await target.branches.pushBranch('x', sent, undefined), { kind: 'pushed' });
    const names = git(bare, 'ls-tree', '-r', 'x');
    assert.match(names, /^100755 blob \w+\trun\.sh$/m);
    assert.match(names, /^120000 blob \w+\tlink$/m);
    assert.match(names, /^100644 blob \w+\t"caf\\351"$/m);
    assert.match(names, /^100644 blob \w+\t"docs\/.*\/notes\.md"$/m);
    assert.equal(git(bare, 'cat-file', 'blob', 'x:docs/äö/notes.md'), 'hello\r\n\uFEFF'.trim());
    for (const path of [
      '',
      '/a',
      'a/',
      '../a',
      'a/../b',
      '.git/config',
      'x/.GIT/y',
      'a\\b',
      'a\0',
      'link',
      'docs',
      'run.sh/x',
    ])
      await assert.rejects(async () => branches.withFile(deeper, path, 'x'), failing('GIT_PATH_INVALID'), path);
  });

  it('makes the same commit of the same input, by ourselves or by who wrote what was picked', async () => {
    const { branches, history } = await shallow();
    const tree = await history.treeOf(ids[2]!);
    const commit = { tree, parents: [ids[2]!], message: 'Release 1.0.0\n\nä -- \u2028 \0x\n\n', at };
    const made = await branches.commit(commit);
    assert.equal(await branches.commit(commit), made);
    const picked = await branches.commit({ ...commit, authorOf: ids[0]! });
    for (const id of [made, picked]) assert.deepEqual(await branches.pushBranch(`b/${id}`, id, undefined), { kind: 'pushed' }); // prettier-ignore
    const show = (id: string) => git(origin, 'log', '-1', '--date=raw', '--format=%an|%ae|%ad|%cn|%ce|%cd|%B', id);
    assert.equal(
      show(made),
      'Slipway|slipway@noreply.invalid|1795773600 +0000|Slipway|slipway@noreply.invalid|1795773600 +0000|Release 1.0.0\n\nä -- \u2028 x',
    );
    assert.match(show(picked), /^Ada Doe\|ada@example\.com\|1700000000 \+0200\|Slipway\|/);
    await assert.rejects(branches.commit({ ...commit, at: 'yesterday' }), TypeError);
  });

  describe('pushes a branch', () => {
    it('that is new, then forward, then says where it stands instead', async () => {
      const release = await shallow();
      const first = await commitOn(release, ids[2]!);
      const second = await commitOn(release, first, 'Second');
      const { branches } = release;
      assert.deepEqual(await branches.pushBranch('release/web/1.0.0', first, undefined), { kind: 'pushed' });
      assert.deepEqual(await branches.pushBranch('release/web/1.0.0', first, undefined), { kind: 'pushed' });
      assert.deepEqual(await branches.pushBranch('release/web/1.0.0', second, first), { kind: 'pushed' });
      assert.equal(tipOf('release/web/1.0.0'), second);
      const other = await commitOn(release, ids[2]!, 'Other');
      for (const expected of [undefined, first]) {
        assert.deepEqual(await branches.pushBranch('release/web/1.0.0', other, expected), {
          kind: 'stale',
          tip: second,
        });
      }
      assert.deepEqual(await branches.pushBranch('never/was', other, first), { kind: 'stale', tip: undefined });
      // A branch that is built anew, as a rebase does it.
      assert.deepEqual(await branches.pushBranch('release/web/1.0.0', other, second), { kind: 'pushed' });
    });

    it('from a clone without contents, also when the others have gone on', async () => {
      const { branches, history } = await shallow();
      await history.fetchBranch('main');
      const tree = await branches.withFile(await history.treeOf(ids[1]!), 'x', 'x');
      const made = await branches.commit({ tree, parents: [ids[1]!], message: 'x', at });
      for (const branch of ['main', 'released', 'aside']) {
        const newer = git(origin, 'commit-tree', `${branch}^{tree}`, '-p', branch, '-m', 'newer');
        git(origin, 'update-ref', `refs/heads/${branch}`, newer);
      }
      assert.deepEqual(await branches.pushBranch('release/1', made, undefined), { kind: 'pushed' });
      assert.equal(git(origin, 'rev-list', '--objects', '--count', 'release/1', '^main'), '3');
    });

    it('and finds it there when the answer was lost', async () => {
      const release = await shallow();
      const made = await commitOn(release, ids[2]!);
      const lost = `case " $* " in *' push '*) $REAL "$@" >/dev/null 2>&1; echo "fatal: the remote end hung up" >&2; exit 128;; esac\nexec $REAL "$@"`;
      const result = await withFakeGit(folder.root, lost, () => release.branches.pushBranch('a', made, undefined));
      assert.deepEqual(result, { kind: 'pushed' });
    });

    it('again when the request was lost', async () => {
      const release = await shallow();
      const made = await commitOn(release, ids[2]!);
      const flag = folder.at('was-lost');
      const lost = `case " $* " in *' push '*) test -e ${flag} || { touch ${flag}; echo "fatal: the remote end hung up" >&2; exit 128; };; esac\nexec $REAL "$@"`;
      const result = await withFakeGit(folder.root, lost, () => release.branches.pushBranch('a', made, undefined));
      assert.deepEqual(result, { kind: 'pushed' });
      assert.equal(tipOf('a'), made);
    });

    const hook = (text: string) => {
      mkdirSync(`${origin}/hooks`, { recursive: true });
      writeFileSync(`${origin}/hooks/update`, `#!/bin/sh\n${text}\n`);
      chmodSync(`${origin}/hooks/update`, 0o755);
    };

    it('unless a rule of the server forbids it, which is repeated', async () => {
      const release = await shallow();
      hook('exit 1');
      const made = await commitOn(release, ids[2]!);
      await assert.rejects(
        release.branches.pushBranch('a', made, undefined),
        failing('GIT_PUSH_REFUSED', /hook declined/),
      );
    });

    it('and names the permission that is missing', async () => {
      const release = await shallow();
      const made = await commitOn(release, ids[2]!);
      const said = `TF401027: You need the Git 'CreateBranch' permission to perform this action. Details: identity 'Build\\\\1f0c', scope 'branch'.`;
      const refusing = `case " $* " in *' push '*) printf '!\\t%s:refs/heads/a\\t[remote rejected] (%s)\\nDone\\n' x "${said}"; exit 1;; esac\nexec $REAL "$@"`;
      await withFakeGit(
        folder.root,
        refusing,
        () =>
        assert.rejects(release.branches.pushBranch('a', made, undefined), failing('GIT_PUSH_FORBIDDEN', /"Create branch" is missing/, /Build\\1f0c/)), // prettier-ignore
      );
    });

    it('of a possible name only, and never an option', async () => {
      const { branches } = await openRelease(folder, { url });
      for (const name of ['--force', 'a:b', 'refs/heads/../x']) {
        const push = branches.pushBranch(name, ids[0]!, undefined);
        await assert.rejects(push, failing('GIT_BRANCH_NAME_INVALID'), name);
      }
      await assert.rejects(branches.pushBranch('a', '--all', undefined), TypeError);
    });
  });
});
