import assert from 'node:assert/strict';
import fc from 'fast-check';
import { describe, it } from 'mocha';
import { createRedactor, listSecretForms, redactDeep } from '../../src/redact.ts';

const secrets = fc.string({ unit: 'binary', minLength: 6, maxLength: 40 }).filter((text) => text.trim().length >= 6);

function redactWith(...known: readonly string[]) {
  const redactor = createRedactor();
  for (const secret of known) redactor.add(secret);
  return redactor.redact;
}

describe('redact', () => {
  it('masks a secret as it is, escaped for URLs and JSON, and in base64', () => {
    const secret = 's3cr"et / & ü%';
    const redact = redactWith(secret);
    const base64 = Buffer.from(secret).toString('base64');
    const base64url = Buffer.from(`x${secret}`).toString('base64url').slice(2, -1);
    for (const form of [secret, encodeURIComponent(secret), encodeURI(secret), base64, base64url]) {
      assert.equal(redact(`a ${form} b`), 'a *** b');
    }
    assert.equal(redact(JSON.stringify({ secret })), '{"secret":"***"}');
    assert.equal(redact(new URLSearchParams({ secret }).toString()), 'secret=***');
  });

  it('leaves no trace of any secret, whatever surrounds it', () => {
    fc.assert(
      fc.property(secrets, fc.string(), fc.string(), (secret, before, after) => {
        const redacted = redactWith(secret)(`${before}${secret}${after}`);
        assert.ok(!redacted.includes(secret) || secret.includes('***'), redacted);
      }),
      { numRuns: 2000 },
    );
  });

  it('recognises a secret in base64 at every place inside something longer', () => {
    fc.assert(
      fc.property(secrets, fc.string(), fc.string(), (secret, before, after) => {
        const encoded = Buffer.from(`${before}${secret}${after}`).toString('base64');
        assert.ok(redactWith(secret)(encoded).includes('***'), encoded);
      }),
      { numRuns: 2000 },
    );
  });

  it('encodes as Node does', () => {
    fc.assert(
      fc.property(secrets, (secret) => {
        assert.ok(listSecretForms(secret).includes(Buffer.from(secret).toString('base64')));
      }),
    );
  });

  it('masks overlapping secrets as a whole', () => {
    assert.equal(redactWith('abcdef', 'defghi')('1abcdefghi2'), '1***2');
  });

  it('masks every line of a secret with several', () => {
    assert.equal(redactWith('-----BEGIN\nabcdefgh\n-----END')('x abcdefgh y'), 'x *** y');
  });

  it('leaves text alone where it knows nothing, and ignores what is too short to be a secret', () => {
    assert.equal(redactWith('a', '', '   ', '****')('a cat **** here'), 'a cat **** here');
  });

  it('masks the password in a URL that it has never seen', () => {
    assert.equal(redactWith()('https://me:hunter2@example.com/a:b@c'), 'https://me:***@example.com/a:b@c');
  });

  it('goes through keys and values of data without changing its shape', () => {
    const data = { list: ['hunter22', 1, true, null], hunter22: { deep: 'my hunter22' } };
    const expected = { list: ['***', 1, true, null], '***': { deep: 'my ***' } };
    assert.deepEqual(redactDeep(data, redactWith('hunter22')), expected);
  });
});
