import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { after, before, describe, it } from 'mocha';
import { ObjectReader } from '../../../src/clients/git/object-reader.ts';
import { abortOnceRunning, git, isRunning, makeFolder, withFakeGit, writeHistory } from './git-fixture.ts';

describe('a reader of objects', () => {
  const folder = makeFolder();
  const contents = [0, 1, 10, 70_000, 300_000, 1_000_001].map((size) => randomBytes(size));
  let ids: string[] = [];
  const signal = new AbortController().signal;
  const open = (own = signal) => new ObjectReader(folder.at('repo', '.git'), own, 1_000_000);

  before(() => {
    const repo = folder.at('repo');
    writeHistory(repo, [Object.fromEntries(contents.map((content, i) => [`${i}`, { mode: '100644', content }]))]);
    ids = contents.map((_, i) => git(repo, 'rev-parse', `main:${i}`));
  });
  after(() => folder.remove());

  it('gives every byte, in whatever order it is asked', async () => {
    const reader = open();
    const asked = Array.from({ length: 60 }, (_, i) => i % 5);
    const answers = await Promise.all(asked.map((i) => reader.read(ids[i]!)));
    for (const [at, answer] of answers.entries()) assert.deepEqual(answer!.bytes, contents[asked[at]!]);
    await reader.close();
  });

  it('gives the size alone of what is too large, and goes on', async () => {
    const reader = open();
    const [large, missing, small] = await Promise.all([ids[5]!, 'e'.repeat(40), ids[2]!].map((id) => reader.read(id)));
    assert.deepEqual(large, { size: 1_000_001, bytes: undefined });
    assert.equal(missing, undefined);
    assert.deepEqual(small!.bytes, contents[2]);
    await reader.close();
  });

  it('asks for nothing but object ids', () => {
    assert.throws(() => open().read('HEAD:a\nHEAD'), TypeError);
  });

  it('rejects all that waits when git ends, and is not started again', async () => {
    const starts = folder.at('starts');
    const script = `echo x >> ${starts}\ncase "$*" in *cat-file*) read a; exit 3;; esac`;
    await withFakeGit(folder.root, script, async () => {
      const reader = open();
      const waiting = await Promise.allSettled([reader.read(ids[0]!), reader.read(ids[1]!)]);
      assert.deepEqual(
        waiting.map(({ status }) => status),
        ['rejected', 'rejected'],
      );
      await assert.rejects(reader.read(ids[0]!), { code: 'GIT_FAILED', message: /ended with 3/ });
    });
    assert.equal(readFileSync(path.join(starts), 'utf8'), 'x\n');
  });

  it('rejects what waits and ends git when it is cancelled or closed', async () => {
    const controller = new AbortController();
    const reader = open(controller.signal);
    const pid = await abortOnceRunning(folder.root, controller, 'cat-file', async () => {
      await assert.rejects(reader.read(ids[0]!), /cancelled/);
      await reader.close();
    });
    assert.equal(isRunning(pid), false);
    const closed = open();
    const waiting = closed.read(ids[4]!);
    await Promise.all([assert.rejects(waiting, /closed/), closed.close()]);
    await assert.rejects(closed.read(ids[0]!), /closed/);
  });

  it('fails when there is no git', async () => {
    const previous = process.env['PATH'];
    process.env['PATH'] = folder.root;
    try {
      await assert.rejects(open().read(ids[0]!), { code: 'GIT_FAILED', message: /ENOENT/ });
    } finally {
      process.env['PATH'] = previous;
    }
  });
});
