import assert from 'node:assert/strict';
import fc from 'fast-check';
import { describe, it } from 'mocha';
import { parseTagMessage, renderTagMessage } from '../../../src/release/notes/tag-message.ts';

const pointer = { version: '1.4.0', sha: 'a'.repeat(40), component: 'api', ledgerPath: 'releases/api/1.4.0.json' };

describe('The message of a tag', () => {
  it('is a title, the notes and the pointer', () => {
    assert.equal(
      renderTagMessage(pointer, '2 changes\n# not a comment\n- a'),
      `Release api 1.4.0\n\n2 changes\n # not a comment\n- a\n\n${JSON.stringify(pointer)}`,
    );
    assert.equal(renderTagMessage(pointer, ''), `Release api 1.4.0\n\n${JSON.stringify(pointer)}`);
  });

  it('is read again, whatever the notes and the component hold', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'binary' }),
        fc.string({ unit: 'grapheme', minLength: 1, maxLength: 100 }),
        (notes, component) => {
          const one = { ...pointer, component };
          assert.deepEqual(parseTagMessage(renderTagMessage(one, notes)), one);
        },
      ),
    );
  });

  it('is read also when git ended the line and somebody signed it', () => {
    const message = `${renderTagMessage(pointer, 'x')}\n-----BEGIN PGP SIGNATURE-----\n\nabc\n-----END PGP SIGNATURE-----\n`;
    assert.deepEqual(parseTagMessage(message), pointer);
  });

  it('is no pointer when somebody else wrote it', () => {
    for (const message of [
      '',
      'Release 1.4.0',
      '{',
      '{}',
      'null',
      '[1]',
      '{"version":1}',
      JSON.stringify({ ...pointer, sha: 'x' }),
    ]) {
      assert.equal(parseTagMessage(message), undefined, message);
    }
  });

  it('stays short', () => {
    const message = renderTagMessage(pointer, '漢字\n'.repeat(100_000));
    assert.ok(Buffer.byteLength(message) < 9_000);
    assert.deepEqual(parseTagMessage(message), pointer);
  });
});
