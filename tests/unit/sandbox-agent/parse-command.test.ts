import assert from 'node:assert/strict';
import fc from 'fast-check';
import { describe, it } from 'mocha';
import { escapeData, parseCommand, unescapeData } from '../../../sandbox/agent/parse-command.ts';

function parsed(line: string, decodePercents = true) {
  const command = parseCommand(line, decodePercents);
  return command && { ...command, properties: Object.fromEntries(command.properties) };
}

describe('parsing a logging command', () => {
  it('finds it anywhere in a line, with the rest as data', () => {
    assert.deepEqual(parsed('x ##vso[task.debug]a ##vso[task.complete]'), {
      area: 'task',
      event: 'debug',
      properties: {},
      data: 'a ##vso[task.complete]',
    });
  });

  it('reads properties without case, and drops those without value', () => {
    const { properties } = parsed('##vso[task.x A=1;b==2=3;;=c=4;d=;e; f=5]')!;
    assert.deepEqual(properties, { a: '1', b: '2=3', c: '4', ' f': '5' });
  });

  for (const line of [
    '##vso[task.debug',
    '##vso[task]',
    '##vso[a.b.c]',
    '##vso[ task.debug]',
    '##VSO[task.debug]',
    '##vso task',
  ]) {
    it(`takes "${line}" for no command`, () => assert.equal(parsed(line), undefined));
  }

  it('takes empty parts between the dots for nothing', () => {
    assert.equal(parsed('##vso[.task..debug.]')?.event, 'debug');
  });

  it('ends the header at the first bracket', () => {
    assert.deepEqual(parsed('##vso[task.x a=b]c;d=e]'), {
      area: 'task',
      event: 'x',
      properties: { a: 'b' },
      data: 'c;d=e]',
    });
  });

  it('undoes the percent sign last, or never', () => {
    assert.equal(parsed('##vso[a.b]%AZP253B%3B%0D%0A%5D')?.data, '%3B;\r\n]');
    assert.equal(parsed('##vso[a.b]%AZP25%3B', false)?.data, '%AZP25;');
  });

  it('gives back any text that was escaped', () => {
    const text = fc.string({ unit: fc.constantFrom('%', 'AZP25', '3B', ';', '\r', '\n', ']', '\\', 'a') });
    fc.assert(fc.property(text, (value) => assert.equal(unescapeData(escapeData(value)), value)));
  });
});
