import assert from 'node:assert/strict';
import { execFile, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { after, before, describe, it } from 'mocha';
import { daysUntil } from '../../../sandbox/sample/days-later.ts';
import { createSampleRepository, type Sample } from '../../../sandbox/sample/create-sample-repository.ts';

const run = promisify(execFile);
const root = mkdtempSync(path.join(tmpdir(), 'slipway-sample-'));
let sample: Sample;

const git = async (...args: string[]) => (await run('git', ['-C', sample.directory, ...args])).stdout.trimEnd();
const pullRequest = (key: string) => {
  const found = sample.pullRequests.find((candidate) => candidate.key === key);
  assert.ok(found, key);
  return found;
};
const changed = async (key: string, ...options: string[]) => {
  const { commonCommit, sourceCommit } = pullRequest(key);
  return (await git('diff', ...options, commonCommit, sourceCommit)).split('\n');
};
/** What a merge of the pull request into main says: 0 clean, 1 conflict. */
const merge = (key: string) =>
  spawnSync('git', ['merge-tree', '--write-tree', 'main', pullRequest(key).sourceCommit], {
    cwd: sample.directory,
    encoding: 'utf8',
  });

describe('the sample repository', () => {
  before(async () => {
    sample = await createSampleRepository({ directory: path.join(root, 'sample.git') });
  });

  after(() => rmSync(root, { recursive: true, force: true }));

  it('is the same each time', async () => {
    const again = await createSampleRepository({ directory: path.join(root, 'again.git') });
    assert.deepEqual({ ...again, directory: '' }, { ...sample, directory: '' });
  });

  it('is the same when it was written later, but for the dates', async () => {
    const now = new Date('2031-07-04T08:00:00Z');
    const later = await createSampleRepository({ directory: path.join(root, 'later.git'), days: daysUntil(now) });
    const read = async ({ directory }: Sample) => {
      const { stdout } = await run('git', ['-C', directory, 'log', '--all', '--date=raw', '--format=%T %s%x00%ad']);
      return stdout
        .trim()
        .split('\n')
        .map((line) => line.split('\0'));
    };
    const [before, after] = [await read(sample), await read(later)];
    const secondsOf = (commits: readonly string[][]) => commits.map(([, date = '']) => Number(date.split(' ')[0]));
    assert.deepEqual(after.map(([what]) => what).sort(), before.map(([what]) => what).sort());
    const age = now.getTime() / 1000 - Math.max(...secondsOf(after));
    assert.ok(age > 0 && age < 9 * 86_400, `${age} s`);
    assert.equal(Math.max(...secondsOf(after)) - Math.max(...secondsOf(before)), daysUntil(now) * 86_400);
  });

  it('has a history of four people over months, with tickets and tags', async () => {
    const authors = new Set((await git('log', '--format=%an', 'main')).split('\n'));
    const subjects = (await git('log', '--format=%s', 'main')).split('\n');
    assert.equal(authors.size, 4);
    assert.ok(subjects.length >= 25 && subjects.length <= 40, `${subjects.length} commits`);
    assert.ok(subjects.some((subject) => /^Merged PR 12: PARCEL-\d+ /.test(subject)));
    assert.deepEqual((await git('tag', '--sort=creatordate')).split('\n'), sample.tags);
  });

  it('is sound in the eyes of git', async () => {
    assert.equal(await git('fsck', '--strict', '--no-dangling'), '');
  });

  it('has each problem on a line that its pull request adds', async () => {
    for (const { commonCommit, sourceCommit, expected, key } of sample.pullRequests) {
      for (const { path: file, line } of expected) {
        const blame = await git(
          'blame',
          '-s',
          '-l',
          '-L',
          `${line},${line}`,
          `${commonCommit}..${sourceCommit}`,
          '--',
          file,
        );
        assert.ok(!blame.startsWith('^'), `${key} ${file}:${line}`);
      }
    }
    assert.deepEqual(
      sample.pullRequests.map(({ expected }) => expected.length),
      [7, 1, 1, 1, 2, 0],
    );
  });

  it('has a key only where it belongs, with the shape of a real one', async () => {
    const [finding] = pullRequest('late-refunds').expected.filter(({ path: file }) => file === 'src/payments.ts');
    const text = await git('show', `${pullRequest('late-refunds').sourceCommit}:src/payments.ts`);
    assert.match(text.split('\n')[finding!.line - 1]!, /'sk_live_[0-9A-Za-z]{24,}'/);
    assert.equal(spawnSync('git', ['-C', sample.directory, 'grep', '-q', 'sk_live_', 'main']).status, 1);
  });

  it('has one pull request that cannot be merged', () => {
    assert.equal(merge('fuel-conflict').status, 1);
    for (const key of ['late-refunds', 'cancel-moved', 'text-languages', 'import-paths', 'lock-only']) {
      assert.equal(merge(key).status, 0, key);
    }
  });

  it('has one pull request whose lines have other numbers in the merge preview', async () => {
    const { expected, sourceCommit } = pullRequest('cancel-moved');
    const preview = (await git('show', `${merge('cancel-moved').stdout.trim()}:${expected[0]!.path}`)).split('\n');
    const source = (await git('show', `${sourceCommit}:${expected[0]!.path}`)).split('\n');
    const text = source[expected[0]!.line - 1]!;
    assert.match(text, /deleteParcel\(database/);
    assert.ok(preview.indexOf(text) + 1 > expected[0]!.line);
  });

  it('has a pure rename, and a rename with changes', async () => {
    const lines = await changed('text-languages', '--name-status', '-M');
    assert.ok(lines.includes('R100\tsrc/clock.ts\tsrc/domain/clock.ts'));
    assert.ok(lines.some((line) => /^R0[5-9]\d\tsrc\/notify\/templates.ts\tsrc\/notify\/texts.ts$/.test(line)));
  });

  it('has one pull request of 150 files and one of the lock file only', async () => {
    assert.equal((await changed('import-paths', '--name-only')).length, 150);
    assert.deepEqual(await changed('lock-only', '--name-only'), ['package-lock.json']);
  });

  it('has guidance for reviewers on main', async () => {
    assert.match(await git('show', 'main:.slipway/review.md'), /1\. .*\n2\. .*\n3\. /);
  });
});
