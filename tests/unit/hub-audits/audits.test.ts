import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { findAudit, type KnownAudits, readAudits } from '../../../hub/data/audits.ts';
import { HubProblem } from '../../../hub/host/hub-problem.ts';
import { auditsOf, listAudits, weeksOf } from '../../../hub/pages/audits/audit-list.ts';
import { weekOf } from '../../../hub/parts/week.ts';
import { countCommits, countTickets } from '../../../hub/pages/audits/tell-class.ts';
import {
  formatAuditChoice,
  isAuditChoice,
  listAuditChoices,
  parseAuditChoice,
} from '../../../hub/pages/compare/audit-choice.ts';
import { parseVersion } from '../../../hub/pages/compare/list-versions.ts';
import type { AuditHead } from '../../../src/audit/audit-document.ts';
import { auditedCommit, auditedTicket, auditOf, headOf } from '../../support/audit-seed.ts';
import { fakeRest } from '../../support/fake-rest.ts';

const RECORD = '0f3d1c9e-2a4b-4c6d-8e0f-112233445566';
const attached = (run: number, type: string, ...names: readonly string[]) => ({
  value: names.map((name) => ({
    name,
    _links: {
      self: { href: `https://x/Shop/_apis/build/builds/${run}/${RECORD}/${RECORD}/attachments/${type}/${name}` },
    },
  })),
});
const AUDIT = auditOf({
  tickets: [auditedTicket(1), auditedTicket(2, { class: 'planned', commits: [] })],
  commits: [auditedCommit(1)],
});
const listed = (run: number, over: Partial<AuditHead> = {}) => ({
  ...{ run, name: 'ReleaseAudit-1' },
  head: headOf({ ...AUDIT, ...over }),
});

describe('The audits of a project, in the hub', () => {
  const answers = (newest: string | null) => ({
    'builds?': { value: [{ id: 9, finishTime: newest }, { id: 8, finishTime: '2026-11-20T10:00:00Z' }, { id: 7 }] },
    'builds/9/attachments/': attached(9, 'slipway.audit', 'ReleaseAudit-1', 'ReleaseAudit-2'),
    'builds/8/attachments/': attached(8, 'slipway.audit', 'ReleaseAudit-1'),
    'builds/7/attachments/': { value: [] },
    [`builds/9/${RECORD}/${RECORD}/attachments/slipway.audit/ReleaseAudit-1`]: headOf(AUDIT),
    [`builds/9/${RECORD}/${RECORD}/attachments/slipway.audit/ReleaseAudit-2`]: { ...headOf(AUDIT), schema: 2 },
    [`builds/8/${RECORD}/${RECORD}/attachments/slipway.audit/ReleaseAudit-1`]: headOf(AUDIT),
  });

  it('are those of the runs that audited, with what could not be read beside them', async () => {
    const rest = fakeRest(answers(null));
    const found = await readAudits({ rest, project: 'Shop' }, { most: 50, known: new Map() });
    assert.deepEqual(
      found.audits.map(({ run, name }) => [run, name]),
      [
        [9, 'ReleaseAudit-1'],
        [8, 'ReleaseAudit-1'],
      ],
    );
    assert.deepEqual([found.runs, found.without], [3, 1]);
    assert.deepEqual(
      found.problems.map(({ what, problem }) => [what, problem.kind]),
      [['the audit ReleaseAudit-2 of run 9', 'unreadable']],
    );
    assert.match(JSON.stringify(found.problems[0]?.problem), /newer Slipway.*Update the extension/);
    assert.match(rest.asked[0] ?? '', /tagFilters=slipway-audit&queryOrder=queueTimeDescending&%24top=50$/);
  });

  it('are asked for once when their run has ended and all could be read', async () => {
    const known: KnownAudits = new Map();
    const rest = fakeRest(answers(null));
    const first = await readAudits({ rest, project: 'Shop' }, { most: 50, known });
    const asked = rest.asked.length;
    const again = await readAudits({ rest, project: 'Shop' }, { most: 50, known });
    assert.deepEqual(again, first);
    const later = rest.asked.slice(asked);
    for (const open of [9, 7]) assert.ok(later.some((path) => path.includes(`builds/${open}/`)));
    assert.ok(later.every((path) => !path.includes('builds/8/')));
  });

  it('are read whole from the result of the task, and checked', async () => {
    const result = `builds/9/${RECORD}/${RECORD}/attachments/slipway.result/ReleaseAudit-1`;
    const list = { 'builds/9/attachments/': attached(9, 'slipway.result', 'ReleaseAudit-1') };
    const find = (answer: object, name = 'ReleaseAudit-1') =>
      findAudit({ rest: fakeRest({ ...list, [result]: answer }), project: 'Shop' }, { run: 9, name });
    assert.deepEqual(await find({ schema: 1, task: 'ReleaseAudit', version: '0.1.2', audit: AUDIT }), AUDIT);
    assert.equal(await find({}, 'ReleaseAudit-2'), undefined);
    await assert.rejects(find({ task: 'ReleaseAudit', audit: { ...AUDIT, storiesTotal: 9 } }), (error) => {
      assert.ok(error instanceof HubProblem && error.problem.kind === 'unreadable');
      assert.match(error.problem.detail, /storiesTotal is 9, but the rows give 2/);
      return true;
    });
    await assert.rejects(find({ task: 'ReleaseAudit' }), HubProblem);
  });

  it('stand by release, the one that was audited last first', () => {
    const audits = [
      listed(4, { version: '1.3.0', fixVersion: '1.3.0', auditedAt: '2026-11-10T09:00:00.000Z' }),
      listed(5, { auditedAt: '2026-11-21T09:00:00.000Z', status: 'clean', scope: { stage: 'final' } }),
      listed(6, { version: '1.3.0', fixVersion: '1.3.0', auditedAt: '2026-11-22T09:00:00.000Z' }),
      listed(3, { auditedAt: '2026-11-09T09:00:00.000Z' }),
    ];
    const runs = (search: string, verdict = '') => listAudits(audits, { search, verdict }).map(({ run }) => run);
    assert.deepEqual(runs(''), [6, 4, 5, 3]);
    assert.deepEqual(runs('1.4.0'), [5, 3]);
    assert.deepEqual(runs('STAGE=final tracker'), [5]);
    assert.deepEqual(runs('', 'findings'), [6, 4, 3]);
    assert.deepEqual(runs('', 'failed'), []);
    assert.deepEqual(weeksOf(audits), ['2026-11-16', '2026-11-09']);
    const ofWeek = listAudits(audits, { search: '', verdict: '', week: '2026-11-16' });
    assert.deepEqual(
      ofWeek.map(({ run }) => run),
      [6, 5],
    );
  });

  it('have weeks from Monday to Sunday, in UTC', () => {
    assert.deepEqual(
      ['2026-11-22T23:59:59.999Z', '2026-11-23T00:00:00.000Z', '1969-12-31T12:00:00Z', 'soon'].map(weekOf),
      ['2026-11-16', '2026-11-23', '1969-12-29', ''],
    );
  });

  it('are those of a release when only it is asked for', async () => {
    const audits = [
      listed(4, { auditedAt: '2026-11-10T09:00:00.000Z' }),
      listed(5, { component: null }),
      listed(6, { component: 'parcel-web' }),
      listed(7, { version: '1.3.0' }),
    ];
    const of = auditsOf(audits, { component: 'parcel-tracker', version: '1.4.0' });
    assert.deepEqual(
      of.map(({ run }) => run),
      [5, 4],
    );
    const rest = fakeRest({ 'builds?': { value: [] } });
    await readAudits({ rest, project: 'Shop' }, { most: 5, known: new Map(), tag: 'release-1.4.0' });
    assert.match(rest.asked[0] ?? '', /tagFilters=slipway-audit%2Crelease-1\.4\.0&/);
  });

  it('tell the classes that have any', () => {
    assert.equal(countTickets(AUDIT.classes), '1 matched; 1 planned');
    assert.equal(countCommits(auditOf({}).classes), 'none');
  });

  it('are chosen for a comparison by what no release is called', () => {
    const [choice] = listAuditChoices([listed(9)]);
    assert.equal(choice?.value, formatAuditChoice({ run: 9, name: 'ReleaseAudit-1' }));
    assert.equal(choice.name, 'Audit of parcel-tracker 1.4.0, 2026-11-20, run 9');
    assert.deepEqual(parseAuditChoice(choice.value), { run: 9, name: 'ReleaseAudit-1' });
    assert.equal(parseVersion(choice.value), undefined);
    for (const other of ['', 'audit:', 'audit:x/y', 'audit:9/', 'audit:9/a/b', 'repository/web/1.0.0'])
      assert.equal(parseAuditChoice(other), undefined);
    assert.deepEqual([isAuditChoice(choice.value), isAuditChoice('repository/web/1.0.0')], [true, false]);
  });
});
