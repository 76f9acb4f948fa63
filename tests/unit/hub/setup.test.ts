import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { parse } from 'yaml';
import { findSetup, groupFindings } from '../../../hub/data/setup.ts';
import { HubProblem } from '../../../hub/host/hub-problem.ts';
import { DOCTOR_YAML } from '../../../hub/pages/setup/first-file.ts';
import { documentedFiles } from '../../../sandbox/consumer/documented-files.ts';
import { fakeRest } from '../../support/fake-rest.ts';

const RECORD = '0f3d1c9e-2a4b-4c6d-8e0f-112233445566';
const attached = (run: number, name: string) => ({
  name,
  _links: {
    self: {
      href: `https://elsewhere.example/Shop/_apis/build/builds/${run}/${RECORD}/${RECORD}/attachments/x/${name}`,
    },
  },
});
const finding = (id: string, area: string, status: string) => ({ id, area, status, title: id, detail: 'It is so.' });
const REPORT = {
  schema: 1,
  task: 'SlipwayDoctor',
  status: 'problems',
  lookedAt: '2026-11-28T08:00:00.000Z',
  project: 'Shop',
  repository: 'shop',
  runUrl: 'https://dev.azure.com/f/Shop/_build/results?buildId=7',
  notUsed: ['slack'],
  findings: [finding('a', 'agent', 'ok'), finding('b', 'connections', 'ok'), finding('c', 'connections', 'problem')],
};

describe('What the doctor found, in the hub', () => {
  it('is that of the newest run which found anything', async () => {
    const rest = fakeRest({
      '/builds?': { value: [{ id: 8 }, { id: 7 }] },
      '/builds/8/attachments/': { value: [attached(8, 'AIReview-1')] },
      '/builds/7/attachments/': { value: [attached(7, 'SlipwayDoctor-1'), attached(7, 'SlipwayDoctor-2')] },
      [`/builds/7/${RECORD}/${RECORD}/attachments/slipway.result/SlipwayDoctor-2`]: REPORT,
    });
    const found = await findSetup(rest, { project: 'Shop' });
    assert.equal(found?.run, 7);
    assert.equal(found.report.status, 'problems');
    assert.ok(rest.asked.every((path) => path.startsWith('Shop/_apis/build/builds')));
  });

  it('is nothing where it never ran, and a problem where nobody can read it', async () => {
    assert.equal(await findSetup(fakeRest({ '/builds?': { value: [] } }), { project: 'Shop' }), undefined);
    const newer = fakeRest({
      '/builds?': { value: [{ id: 7 }] },
      '/builds/7/attachments/': { value: [attached(7, 'SlipwayDoctor-1')] },
      [`/builds/7/${RECORD}`]: { ...REPORT, schema: 2 },
    });
    await assert.rejects(findSetup(newer, { project: 'Shop' }), HubProblem);
  });

  it('is told by area, what is wrong first', () => {
    const groups = groupFindings(REPORT as Parameters<typeof groupFindings>[0]);
    assert.deepEqual(
      groups.map(({ area, findings }) => [area, findings.map(({ id }) => id)]),
      [
        ['connections', ['c', 'b']],
        ['agent', ['a']],
      ],
    );
    const worse = { ...REPORT, findings: [finding('c', 'connections', 'warning'), finding('a', 'agent', 'problem')] };
    assert.deepEqual(
      groupFindings(worse as Parameters<typeof groupFindings>[0]).map(({ area }) => area),
      ['agent', 'connections'],
    );
  });

  it('begins with the file of the documentation', () => {
    assert.deepEqual(parse(DOCTOR_YAML), parse(documentedFiles((_, file) => file).get('doctor') ?? ''));
  });
});
