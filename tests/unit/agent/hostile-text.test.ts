import assert from 'node:assert/strict';
import fc from 'fast-check';
import { describe, it } from 'mocha';
import { createLineGuard } from '../../../src/agent/line-guard.ts';
import { createLog } from '../../../src/agent/log.ts';
import { neutraliseCommands, stripInvisible } from '../../../src/neutralise.ts';
import { parseCommand } from './agent-parser.ts';

const clean = (text: string): string => neutraliseCommands(stripInvisible(text));

const pieces = [
  ...['##vso[', '##VSO[', '##vs', '##', '#', 'vso[', 'v', 's', 'o', '[', ']', ' ', ';', 'task.complete', '##[error]'],
  ...['##vso[a.b', 'a.b]', 'so[a.b x=y]', '##v', '%0A', '%5D', '%AZP25', '\n', '\r', '\r\n', '\u2028', '\u0085'],
  ...['\u001b[31m', '\u001b[', '\u001b]0;', '\u0007', '\u001b', '\u009b', '\u0000', '\u0008', '\u000b', '\t', 'm'],
  ...['\u200b', '\u200d', '\u2060', '\ufeff', '\u00ad', '\u202e', '\u2066', '\ufe0f', '\u034f', '\u{e0041}'],
  ...['\u017f', 'é', '漢', '😀', '\ud800', '\udc00'],
].map((piece) => fc.constant(piece));
const hostile = fc
  .array(fc.oneof(...pieces, fc.string({ unit: 'binary', maxLength: 4 })), { maxLength: 25, size: 'max' })
  .map((parts) => parts.join(''));

function findCommands(output: string) {
  return output.split(/\r\n|\r|\n/).flatMap((line) => parseCommand(line) ?? []);
}

describe('hostile text', () => {
  it('is dangerous as it comes', () => {
    const dangerous = fc.sample(hostile, 20_000).filter((text) => findCommands(text).length > 0);
    assert.ok(dangerous.length > 1000, `${dangerous.length} of 20000`);
  });

  it('holds no command and nothing invisible once it is clean', () => {
    fc.assert(
      fc.property(hostile, (text) => {
        const cleaned = clean(text);
        assert.deepEqual(findCommands(cleaned), []);
        assert.doesNotMatch(cleaned, /##vso|##\[/i);
        assert.doesNotMatch(cleaned, /(?![\t\n])[\p{Cc}\p{Cf}]/u);
        assert.equal(clean(cleaned), cleaned);
      }),
      { numRuns: 20_000 },
    );
  });

  it('holds no command when it passes the guard in pieces', () => {
    fc.assert(
      fc.property(fc.array(hostile, { maxLength: 4 }), (chunks) => {
        const guard = createLineGuard(clean);
        const output = chunks.map((chunk) => guard.push(chunk)).join('') + guard.flush();
        assert.deepEqual(findCommands(output), []);
      }),
      { numRuns: 20_000 },
    );
  });

  it('reaches the log as text, and the commands around it as their data', async () => {
    await fc.assert(
      fc.asyncProperty(hostile, async (text) => {
        const printed: string[] = [];
        const log = createLog(clean, (line) => printed.push(line));
        log.info(text);
        assert.deepEqual(findCommands(printed.join('\n')), []);
        await log.group(text, () => Promise.resolve());
        assert.deepEqual(findCommands(printed.join('\n')), []);
        log.warn(text);
        log.error(text);
        const lines = printed.length;
        log.debug(text);
        const names = findCommands(printed.join('\n')).map(({ name }) => name);
        const debugs = Array<string>(printed.length - lines).fill('task.debug');
        assert.deepEqual(names, ['task.logissue', 'task.logissue', ...debugs]);
      }),
      { numRuns: 5000 },
    );
  });

  it('keeps what a reader wants to see', () => {
    const text = 'A # B ## C, vso[x] and\ttabs, 漢字, é\nnext 100% [ok]';
    assert.equal(clean(text), text);
    assert.equal(clean('\u001b[1;31mred\u001b[0m \u001b]0;title\u0007done'), 'red done');
    assert.equal(clean('a\r\nb\rc\u2028d'), 'a\nb\nc\nd');
    assert.equal(clean('##vso[task.complete]'), '##_vso[task.complete]');
  });

  it('passes the guard in whole lines, and is cut when a line never ends', () => {
    const guard = createLineGuard((text) => text.replaceAll('secret', '***'));
    assert.equal(guard.push('one\ntwo'), 'one\n');
    assert.equal(guard.push(' and half'), '');
    assert.equal(guard.flush(), 'two and half\n');
    assert.equal(guard.flush(), '');
    const chunks = [...Array<string>(20_000).fill('0123456789')];
    chunks[6553] = '...secret';
    const output = chunks.map((chunk) => guard.push(chunk)).join('');
    assert.ok(output.length > 100_000 && output.includes('***') && !output.includes('sec'));
  });
});

describe('the log', () => {
  it('escapes data so that the agent reads it unchanged', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => {
        const printed: string[] = [];
        createLog(
          (dirty) => dirty,
          (line) => printed.push(line),
        ).warn(text.replaceAll('\u0000', ''));
        assert.equal(printed.length, 1);
        const data = parseCommand(printed[0]!)?.data;
        // The agent's own escapes, written out in the text, survive because the percent sign is escaped.
        assert.equal(data, stripInvisible(text));
      }),
    );
  });

  it('folds one level and unfolds it when the work fails', async () => {
    const printed: string[] = [];
    const log = createLog(clean, (line) => printed.push(line));
    const work = log.group('outer', () => log.group('inner', () => Promise.reject(new Error('no'))));
    await assert.rejects(work, /no/);
    log.closeGroups();
    assert.deepEqual(printed, ['##[group]outer', 'inner', '##[endgroup]']);
  });
});
