import assert from 'node:assert/strict';
import fc from 'fast-check';
import { describe, it } from 'mocha';
import { decodeBase64url, encodeBase64url } from '../../../src/chat/base64url.ts';
import { type ButtonValue, openValue, signValue } from '../../../src/chat/signed-value.ts';
import { sealOf } from '../../support/seal.ts';

const seal = sealOf('a key of this project');

const value: fc.Arbitrary<ButtonValue> = fc.record(
  {
    v: fc.constant(1 as const),
    org: fc.webUrl(),
    project: fc.uuid(),
    repo: fc.uuid(),
    run: fc.integer({ min: 1 }),
    subject: fc.string({ unit: 'grapheme', minLength: 1, maxLength: 60 }),
    choice: fc.string({ unit: 'grapheme', minLength: 1, maxLength: 40 }),
    exp: fc.integer({ min: 1 }),
    nonce: fc.stringMatching(/^[0-9a-f]{16,32}$/),
    sum: fc.stringMatching(/^[\w-]{22}$/),
  },
  { noNullPrototype: true },
);

describe('A signed value', () => {
  it('comes back as it was signed', () =>
    fc.assert(
      fc.property(value, (given) => {
        const opened = openValue(seal, signValue(seal, given));
        assert.deepEqual(opened, { kind: 'open', value: given });
      }),
    ));

  it('is refused when any one character was changed, taken out or put in', () =>
    fc.assert(
      fc.property(value, fc.nat(), fc.string({ minLength: 0, maxLength: 1 }), fc.nat(1), (given, at, other, gone) => {
        const signed = signValue(seal, given);
        const place = at % (signed.length + 1);
        const changed = signed.slice(0, place) + other + signed.slice(place + gone);
        fc.pre(changed !== signed);
        assert.equal(openValue(seal, changed).kind, 'forged');
      }),
      { numRuns: 2_000 },
    ));

  it('is refused whatever base64url digit stands last', () => {
    const signed = signValue(seal, fc.sample(value, { seed: 1, numRuns: 1 })[0]!);
    for (const digit of 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_') {
      if (signed.endsWith(digit)) continue;
      assert.equal(openValue(seal, signed.slice(0, -1) + digit).kind, 'forged');
    }
  });

  it('of another key is refused, and tells what it claims', () => {
    const [given] = fc.sample(value, 1);
    const opened = openValue(seal, signValue(sealOf('the key of another project'), given!));
    assert.deepEqual(opened, { kind: 'forged', claimed: given });
  });

  it('is refused when it is sealed well but says what is no value', () => {
    for (const json of ['{}', '[]', 'null', '"x"', '{"v":2}', 'no JSON']) {
      const body = encodeBase64url(json);
      assert.deepEqual(openValue(seal, `${body}.${seal.mac(body)}`), { kind: 'forged', claimed: undefined });
    }
  });

  it('is refused when it is longer than a button can carry', () => {
    const [given] = fc.sample(value, 1);
    const long = signValue(seal, { ...given!, subject: 'x'.repeat(2_000) });
    assert.deepEqual(openValue(seal, long), { kind: 'forged', claimed: undefined });
  });
});

describe('base64url', () => {
  it('is that of Node, both ways', () =>
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 50 }), (text) => {
        const digits = Buffer.from(text, 'utf8').toString('base64url');
        assert.equal(encodeBase64url(text), digits);
        assert.equal(decodeBase64url(digits), text);
      }),
    ));

  it('takes no digits that it would not have written', () => {
    for (const digits of ['A', 'QR', 'QUJ', '_w', 'Q=', 'Q Q', 'ÄÄ']) assert.equal(decodeBase64url(digits), undefined);
  });
});
