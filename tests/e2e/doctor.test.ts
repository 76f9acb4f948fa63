import assert from 'node:assert/strict';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { after, before, describe, it } from 'mocha';
import { ALL_PERMISSIONS } from '../../sandbox/azure-devops/documents.ts';
import { scaledClock } from '../../sandbox/core/clock.ts';
import { DoctorWorld, openIn, reportOf } from '../support/doctor-world.ts';

/** Half a minute of silence is three seconds of test. */
const SPEED = 10;
const FAST = {
  env: { SLIPWAY_TEST_SPEED: String(SPEED) },
  nodeArguments: ['--import', pathToFileURL(path.join(import.meta.dirname, '../support/virtual-time.mjs')).href],
};

describe('SlipwayDoctor', function () {
  this.timeout(120_000);
  let doctor: DoctorWorld;
  before(async () => {
    doctor = await DoctorWorld.start({ clock: scaledClock(SPEED, new Date('2026-03-02T09:00:00Z')) });
  });
  after(() => doctor.stop('doctor'));

  it('finds all in order, shows it in each place, and writes nothing with the fullest token there is', async () => {
    const written = doctor.writes.length;
    const run = await doctor.run({}, { token: doctor.world.jobToken(ALL_PERMISSIONS) });
    assert.deepEqual(openIn(run), [], run.log);
    assert.equal(run.result, 'Succeeded', run.log);
    assert.equal(run.outputs['status'], 'ok');
    assert.deepEqual(doctor.writes.slice(written), []);
    const { findings, ...report } = reportOf(run);
    assert.ok(findings.length > 25);
    for (const { title } of findings) assert.match(run.log, new RegExp(`OK +${title.replaceAll(/\W/g, '.')}`));
    const [attached] = run.attachments.filter(({ type }) => type === 'slipway.result');
    const result = JSON.parse(attached?.content.toString() ?? '') as Record<string, unknown>;
    assert.deepEqual([result['task'], result['status'], result['findings']], ['SlipwayDoctor', 'ok', findings]);
    assert.equal(result['lookedAt'], report.lookedAt);
    assert.match(run.summaries.join(''), /# Everything is in place/);
    const shown = [run.log, ...run.summaries, JSON.stringify(result)].join('\n');
    for (const secret of [doctor.slack.app.botToken, doctor.slack.app.appToken, doctor.world.sandbox.claude.apiKey])
      assert.ok(!shown.includes(secret));
  });

  it('fails with a revoked token, a right that is missing and a shallow clone, and names just these', async () => {
    const revoked = doctor.jira();
    const secret = revoked.authorization.parameters['password'] ?? '';
    doctor.world.sandbox.jira.deleteToken(secret);
    const run = await doctor.run(
      {},
      { connections: { jira: revoked }, token: doctor.jobWithout('createTag'), fetchDepth: 1 },
    );
    assert.deepEqual(openIn(run), ['problem jira-token', 'problem permission-create-tag', 'warning clone-depth']);
    assert.equal(run.result, 'Failed', run.log);
    assert.equal(run.outputs['status'], 'problems');
    assert.match(run.log, /FAIL +Jira: token +Jira refused the token\..*\n.*-> Check in the service connection/);
    assert.ok(!run.log.includes(secret));
  });

  it('tells the cause of each service that is down, calls none in order, and hides nothing of the others', async () => {
    const { sandbox } = doctor.world;
    sandbox.jiraService.faults.add({ match: () => true, fault: { kind: 'answer', status: 503 } });
    sandbox.slackService.faults.add({ match: () => true, fault: { kind: 'reset' } });
    const isPolicies = ({ path: at }: { readonly path: string }) => at.includes('/policy/');
    sandbox.azureService.faults.add({ match: isPolicies, fault: { kind: 'answer', status: 403 } });
    const run = await doctor.run({}, FAST);
    const open = openIn(run);
    for (const id of ['jira-token', 'slack-token', 'policy-build-main', 'policy-review-main'])
      assert.ok(open.includes(`unknown ${id}`), run.log);
    assert.ok(!open.some((one) => one.includes('claude') || one.includes('permission')), run.log);
    assert.equal(run.result, 'SucceededWithIssues', run.log);
    assert.match(run.log, /UNREAD +Jira: token +.*answered 503/);
  });
});
