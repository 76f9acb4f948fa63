import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { countClasses, figuresOf } from '../../../src/audit/audit-figures.ts';
import { parseAudit, parseAuditFile, parseAuditHead } from '../../../src/audit/parse-audit.ts';
import { SlipwayError } from '../../../src/errors.ts';
import { auditedCommit, auditedTicket, auditOf, headOf } from '../../support/audit-seed.ts';

const AUDIT = auditOf({
  tickets: [
    auditedTicket(1),
    auditedTicket(2, { class: 'planned', done: false, commits: [] }),
    auditedTicket(3, { class: 'displaced', reason: 'reverted', waiver: { by: 'Mara', why: 'Known', until: null } }),
  ],
  commits: [auditedCommit(1), auditedCommit(3), auditedCommit(4, { keys: [], class: 'commitsWithoutTicket' })],
});

const refusal = (value: unknown, parse: (value: unknown, name: string) => unknown = parseAudit): SlipwayError => {
  try {
    parse(value, 'audit.json');
  } catch (error) {
    if (error instanceof SlipwayError) return error;
    throw error;
  }
  throw new Error('It was read.');
};

describe('The document of an audit', () => {
  it('is read as it was written, whole and from a file with a mark', () => {
    assert.deepEqual(parseAudit(JSON.parse(JSON.stringify(AUDIT)), 'audit.json'), AUDIT);
    assert.deepEqual(parseAuditFile(`\uFEFF${JSON.stringify(AUDIT)}`, 'audit.json'), AUDIT);
    assert.deepEqual(parseAuditHead(headOf(AUDIT), 'the head'), headOf(AUDIT));
  });

  it('is never guessed at when a newer Slipway wrote it', () => {
    const { code, message } = refusal({ ...AUDIT, schema: 2 });
    assert.equal(code, 'AUDIT_NEWER_SCHEMA');
    assert.match(message, /^audit\.json was written by a newer Slipway \(schema 2\)/);
  });

  it('says where it is wrong', () => {
    const cases: readonly (readonly [unknown, RegExp])[] = [
      [null, /expected object/],
      [{ ...AUDIT, extra: 1 }, /extra/],
      [{ ...AUDIT, tickets: [{ ...auditedTicket(1), class: 'lost' }] }, /tickets\.0\.class: /],
      [{ ...AUDIT, coveragePercent: 101 }, /coveragePercent: /],
      [{ ...AUDIT, auditedAt: 'yesterday' }, /auditedAt: /],
    ];
    for (const [value, words] of cases) {
      const { code, message } = refusal(value);
      assert.equal(code, 'AUDIT_UNREADABLE');
      assert.match(message, words);
    }
    assert.match(refusal('{', (text) => parseAuditFile(text as string, 'audit.json')).message, /it is no JSON/);
  });

  it('is not believed when its figures do not fit its rows', () => {
    const { tickets, commits } = AUDIT.classes;
    const cases: readonly (readonly [Partial<typeof AUDIT>, RegExp])[] = [
      [{ storiesWithoutCommits: 0 }, /storiesWithoutCommits is 0, but the rows give 1/],
      [{ coveragePercent: 100 }, /coveragePercent is 100, but the rows give 66\.6/],
      [{ classes: { tickets: { ...tickets, planned: 2 }, commits } }, /classes\.tickets\.planned is 2/],
      [{ classes: { tickets, commits: { ...commits, total: 9 } } }, /classes\.commits\.total is 9/],
      [{ repositories: [] }, /commit a+1 is of parcel-tracker, which is not among repositories/],
      [{ tickets: AUDIT.tickets.with(0, auditedTicket(1, { commits: ['f'.repeat(40)] })) }, /names commit f+/],
    ];
    for (const [over, words] of cases) assert.match(refusal({ ...AUDIT, ...over }).message, words);
  });

  it('counts classes that sum up to their totals, and gives the outputs of the task', () => {
    const { tickets, commits } = countClasses(AUDIT.tickets, AUDIT.commits);
    assert.deepEqual(tickets, { total: 3, matched: 1, shippedNotDone: 0, displaced: 1, doneNotShipped: 0, planned: 1 });
    assert.deepEqual(commits, { total: 3, matched: 2, outOfScope: 0, unknownKey: 0, commitsWithoutTicket: 1 });
    assert.deepEqual(figuresOf({ tickets, commits }), {
      storiesTotal: 3,
      storiesWithoutCommits: 1,
      commitsWithoutTicket: 1,
      coveragePercent: 66.6,
    });
  });

  it('says 100 percent of what is whole only, also of nothing', () => {
    const of = (planned: number, total: number) => {
      const { tickets, commits } = countClasses([], []);
      return figuresOf({ tickets: { ...tickets, total, planned }, commits }).coveragePercent;
    };
    assert.deepEqual([of(0, 0), of(0, 5), of(1, 10_000), of(5, 5)], [100, 100, 99.9, 0]);
  });
});
