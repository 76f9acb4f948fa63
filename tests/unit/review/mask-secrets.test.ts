import assert from 'node:assert/strict';
import fc from 'fast-check';
import { describe, it } from 'mocha';
import { isMasked, maskSecrets, maskSecretsIn } from '../../../src/review/mask-secrets.ts';

/** Put together here, so that this file holds nothing that looks like a key. */
const KIND = 'RSA';
const join = (...parts: string[]) => parts.join('');
const SECRETS: Record<string, string> = {
  anthropic: join('sk-', 'ant-', 'api03-', 'abcDEF123456789_-abcdefghij'),
  openai: join('sk-', 'proj-', 'A1b2C3d4E5f6G7h8I9j0K1l2M3n4O5p6'),
  aws: join('AKIA', 'IOSFODNN7EXAMPLE'),
  github: join('gh', 'p_', 'a1B2c3D4e5F6g7H8i9J0k1L2m3N4o5P6q7R8'),
  gitlab: join('glpat', '-', 'a1B2c3D4e5F6g7H8i9J0'),
  slack: join('xo', 'xb-', '123456789012-abcdefABCDEF123456'),
  google: join('AI', 'za', 'SyA1b2C3d4E5f6G7h8I9j0K1l2M3n4O5p6Q'),
  stripe: join('sk', '_live_', 'a1B2c3D4e5F6g7H8'),
  npm: join('npm', '_', 'a1B2c3D4e5F6g7H8i9J0k1L2m3N4o5P6q7R8'),
  jwt: join('ey', 'JhbGciOiJIUzI1NiJ9.', 'eyJzdWIiOiIxMjM0NTY3ODkwIn0.', 'dozjgNryP4J3jVmNHl0w5N_XgL0n3I9P'),
  azure: join('Account', 'Key=', 'A1b2'.repeat(21), 'A1=='),
};

describe('masking secrets', () => {
  for (const [kind, secret] of Object.entries(SECRETS)) {
    it(`takes out a secret of ${kind}, wherever it stands in the line`, () => {
      const value = secret.replace(/^.*Key=/, '');
      for (const line of [secret, `const k = "${secret}";`, `  key: ${secret}`, `curl -H 'x: ${secret}' x`]) {
        const [masked = ''] = maskSecrets([line]);
        assert.ok(!masked.includes(value), masked);
        assert.ok(isMasked(masked));
      }
    });
  }

  it('masks a password in an address, an assigned secret and a connection string, and leaves the rest of the line', () => {
    assert.equal(
      maskSecretsIn('const u = "postgres://app:s3cr3t-Pa55@db/x";'),
      'const u = "postgres://app:‹secret:url-password›@db/x";',
    );
    assert.equal(maskSecretsIn('apiKey: "Zx81-qq09-PLm2-77af"'), 'apiKey: "‹secret:assigned-secret›"');
    assert.match(
      maskSecretsIn('"Server=x;Password=hunter2hunter;Timeout=3"'),
      /Password=‹secret:connection-password›;Timeout/,
    );
  });

  it('masks every line of a private key and keeps their number', () => {
    const key = [
      `-----BEGIN ${KIND} PRIVATE KEY-----`,
      'MIIEpAIBAAKCAQEA7bq',
      'b2xkIHNlY3JldA==',
      `-----END ${KIND} PRIVATE KEY-----`,
    ];
    const masked = maskSecrets(['a', ...key, 'const b = 1;']);
    assert.equal(masked.length, 6);
    assert.ok(!masked.join().includes('MIIE') && !masked.join().includes('b2xk'));
    assert.equal(masked[5], 'const b = 1;');
  });

  it('ends a key that a hunk cut off at the first line that is no key', () => {
    const masked = maskSecrets([
      `-----BEGIN ${KIND} PRIVATE KEY-----`,
      'MIIEpAIBAAKCAQEA7bq',
      'function f() { return 1; }',
    ]);
    assert.equal(masked[2], 'function f() { return 1; }');
  });

  it('masks the body of a key whose first line is not in sight', () => {
    const body = 'MIIEpAIBAAKCAQEA7bqXW1sK0m2q5oJzH3n8Yt4RkQvDdFh1gP9sLxUcZ6eTfGwa';
    assert.deepEqual(maskSecrets([body]), ['‹masked:base64›']);
  });

  const INNOCENT = [
    'const token = "tokenizer";',
    'password: process.env.DB_PASSWORD,',
    'const secret = "a sentence about nothing at all";',
    'import { createHash } from "node:crypto";',
    'const id = "6d4f7a52-0a5e-4c0e-9a55-3f0c2d1b7e10";',
    'sha512-9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08',
    'commit 2fd4e1c67a2d28fced849ee1bb76e7391b93eb12',
    'https://example.com/a/b?c=d#e',
    'const passwordField = document.querySelector("#password");',
    'throw new Error("password must have at least 12 characters");',
    'token: "${{ secrets.TOKEN }}"',
    'export type AccessTokenResponse = { accessToken: string };',
    'thisisaverylongidentifierthathasexactlyfiftytwochars();',
  ];
  for (const line of INNOCENT) it(`leaves alone: ${line}`, () => assert.equal(maskSecretsIn(line), line));

  it('keeps the number of lines, whatever the text', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ unit: 'binary', maxLength: 60 }).map((s) => s.replace(/\n/g, ''))), (lines) => {
        assert.equal(maskSecrets(lines).length, lines.length);
      }),
    );
  });

  it('takes time in proportion to a hostile line', () => {
    const started = performance.now();
    for (const piece of ['a', 'password=', 'eyJ', 'aws', '://x:', 'A1', '"'])
      maskSecrets([piece.repeat(Math.ceil(100_000 / piece.length))]);
    assert.ok(performance.now() - started < 4_000, String(performance.now() - started));
  });
});
