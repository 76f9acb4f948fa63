import assert from 'node:assert/strict';
import fc from 'fast-check';
import { describe, it } from 'mocha';
import { FINDING_AREAS, FINDING_STATUSES, type Finding, setupStatus } from '../../../src/setup/finding.ts';
import { countFindings, renderFindings } from '../../../src/setup/render-findings.ts';
import { renderSetup } from '../../../src/setup/render-setup.ts';
import { SetupReport } from '../../../src/setup/setup-report.ts';

const text = fc.string({ minLength: 1, maxLength: 40, unit: 'binary' });
const findings: fc.Arbitrary<Finding[]> = fc.array(
  fc.record(
    {
      id: text,
      area: fc.constantFrom(...FINDING_AREAS),
      status: fc.constantFrom(...FINDING_STATUSES),
      title: text,
      detail: text,
      remedy: text,
    },
    { requiredKeys: ['id', 'area', 'status', 'title', 'detail'] },
  ),
);
const reportOf = (all: readonly Finding[]): SetupReport => ({
  schema: 1,
  status: setupStatus(all),
  lookedAt: '2026-11-28T08:00:00.000Z',
  project: 'Shop',
  repository: 'shop',
  runUrl: 'https://dev.azure.com/contoso/Shop/_build/results?buildId=1',
  notUsed: [],
  findings: all,
});
const finding = (over: Partial<Finding>): Finding => ({
  id: 'one',
  area: 'agent',
  status: 'ok',
  title: 'One',
  detail: 'It is.',
  ...over,
});

describe('the report of the doctor', () => {
  it('fits its schema whatever was found, and nothing else does', () => {
    fc.assert(fc.property(findings, (all) => SetupReport.safeParse(reportOf(all)).success));
    assert.ok(!SetupReport.safeParse({ ...reportOf([]), more: 1 }).success);
    assert.ok(!SetupReport.safeParse({ ...reportOf([]), schema: 2 }).success);
  });

  it('is shown with what to mend first, and every finding in its area', () => {
    const page = renderSetup(
      reportOf([
        finding({ title: 'Fine' }),
        finding({ status: 'warning', title: 'Odd', remedy: 'Look.' }),
        finding({ area: 'policies', status: 'problem', title: 'Broken', remedy: 'Mend.' }),
      ]),
    );
    assert.ok(page.indexOf('**Broken**') < page.indexOf('**Odd**'));
    assert.match(page, /1 problem, 1 warning, 1 in order/);
    assert.match(page, /### Agent and checkout[^]+Fine[^]+### Branch policies[^]+Broken/);
  });

  it('says only what stands there, as text', () => {
    const hostile = '<script>alert(1)</script> @everyone #12 [x](http://evil) ![y](z) | cell\n# head';
    const page = renderSetup(
      reportOf([finding({ status: 'problem', title: hostile, detail: hostile, remedy: hostile })]),
    );
    assert.ok(!/<script>|@everyone|\]\(http|!\[/.test(page), page);
    assert.ok(!/^# head/m.test(page));
  });
});

describe('a remedy', () => {
  const pageOf = (remedy: string) => renderSetup(reportOf([finding({ status: 'problem', remedy })]));

  it('links to pages of this organisation and of Slack, and to nothing else', () => {
    assert.match(
      pageOf('Security (https://dev.azure.com/contoso/Shop/_settings): x'),
      /\(<https:\/\/dev\.azure\.com\/con\S+>\)/,
    );
    assert.match(pageOf('https://api.slack.com/apps > the app'), /<https:\/\/api\.slack\.com\/apps>/);
    for (const other of ['https://dev.azure.com.evil.com/x', 'https://evil.com', 'https://api.slack.com/apps/evil'])
      assert.ok(!pageOf(`See ${other} now`).includes('<http'), other);
  });
});

describe('the lines of the doctor', () => {
  it('are aligned, one for a finding and one below for its remedy', () =>
    assert.deepEqual(
      renderFindings([
        finding({ title: 'Longer one' }),
        finding({ status: 'unknown', detail: 'Unread.', remedy: 'Look.' }),
      ]),
      ['OK      Longer one  It is.', 'UNREAD  One         Unread.', '        -> Look.'],
    ));

  it('count what they hold', () => {
    assert.equal(countFindings([]), '0 in order');
    assert.equal(
      countFindings([finding({ status: 'unknown' }), finding({ status: 'warning' }), finding({ status: 'warning' })]),
      '2 warnings, 1 could not be read, 0 in order',
    );
  });
});
