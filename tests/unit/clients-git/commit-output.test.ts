import assert from 'node:assert/strict';
import fc from 'fast-check';
import { describe, it } from 'mocha';
import * as z from 'zod';
import { CommitOutput } from '../../../src/clients/git/commit-output.ts';

const bytesOf = (fields: readonly (string | Uint8Array)[]): Buffer =>
  Buffer.concat(fields.flatMap((field) => [Buffer.from(field as string), Buffer.from([0])]));

const read = (bytes: Buffer, size = bytes.length): CommitOutput['commits'] => {
  const output = new CommitOutput();
  for (let at = 0; at < bytes.length; at += size) output.push(bytes.subarray(at, at + size));
  return output.commits;
};

const ID = 'a'.repeat(40);

describe('What git log prints of commits', () => {
  it('is read the same however it arrives', () => {
    const message = fc.uint8Array({ min: 1, max: 255, maxLength: 40 });
    fc.assert(
      fc.property(fc.array(message, { maxLength: 6 }), fc.integer({ min: 1, max: 50 }), (messages, size) => {
        const bytes = bytesOf(messages.flatMap((text) => [ID, '', 'Ädä', '1700000000', text]));
        assert.deepEqual(read(bytes, size), read(bytes));
      }),
    );
  });

  it('is kept to 64 KB of a message, wherever a chunk ends', () => {
    const bytes = bytesOf([
      ID,
      '',
      'Ada',
      '1700000000',
      `fix: long\n\n${'x'.repeat(100_000)}`,
      ID,
      '',
      'Ada',
      '1',
      'b',
    ]);
    for (const size of [bytes.length, 65_536, 1_000]) {
      const [long, next] = read(bytes, size);
      assert.deepEqual([long?.body.length, next?.subject], [65_536 - 'fix: long\n\n'.length, 'b']);
    }
  });

  it('has a moment that a ledger can hold, whatever number git stores', () => {
    for (const time of [
      '0',
      '253402300799',
      '253402300800',
      '999999999999',
      '18446744073709551615',
      '-62167219201',
      '',
    ]) {
      const [commit] = read(bytesOf([ID, '', 'Ada', time, 'fix: a']));
      assert.ok(z.iso.datetime().safeParse(commit?.committedAt).success, `${time} is ${commit?.committedAt}`);
    }
  });
});
