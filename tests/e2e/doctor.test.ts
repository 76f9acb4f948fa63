import assert from 'node:assert/strict';
import { after, before, describe, it } from 'mocha';
import { DoctorWorld, openIn, reportOf } from '../support/doctor-world.ts';

describe('SlipwayDoctor where everything is in place', function () {
  this.timeout(120_000);
  let doctor: DoctorWorld;
  before(async () => {
    doctor = await DoctorWorld.start();
  });
  after(() => doctor.stop('doctor'));

  it('finds all in order and writes nothing', async () => {
    const before = doctor.writes.length;
    const run = await doctor.run();
    assert.deepEqual(openIn(run), [], run.log);
    assert.equal(run.result, 'Succeeded', run.log);
    assert.equal(run.outputs['status'], 'ok');
    assert.deepEqual(doctor.writes.slice(before), []);
    assert.ok(reportOf(run).findings.length > 25);
  });
});
