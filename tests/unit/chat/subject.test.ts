import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import * as fc from 'fast-check';
import { describe, it } from 'mocha';
import { fileNameOf } from '../../../src/chat/subject.ts';

const hash = (text: string) => createHash('sha256').update(text).digest('hex');
const name = (subject: string) => fileNameOf(subject, hash);

describe("The file's name of a subject", () => {
  it('is the subject where that may be a name', () => {
    assert.equal(name('run-123'), 'run-123');
    assert.equal(name('release.shop_2'), 'release.shop_2');
  });

  it('holds a part of the hash where the subject had to change', () => {
    assert.match(name('Release Shop'), /^release-shop-[0-9a-f]{8}$/);
    assert.match(name('../../etc/passwd'), /^etc-passwd-[0-9a-f]{8}$/);
    assert.match(name('🚀'), /^[0-9a-f]{8}$/);
  });

  it('is a safe name, and another one for another subject, whatever it is', () => {
    fc.assert(
      fc.property(fc.string({ minLength: 1, unit: 'grapheme' }), fc.string({ minLength: 1 }), (one, other) => {
        assert.match(name(one), /^[a-z0-9_][a-z0-9._-]{0,88}$/);
        assert.doesNotMatch(name(one), /\.$/);
        if (one !== other) assert.notEqual(name(one), name(other));
        // Who knows the hash cannot name a subject by it.
        assert.notEqual(name(name(`${one} X`)), name(`${one} X`));
      }),
    );
  });
});
