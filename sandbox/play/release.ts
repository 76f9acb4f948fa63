import type { RunResult } from '../pipelines/run/documents.ts';
import { callAs } from './call-as.ts';
import { REQUESTER } from './cast.ts';
import { followRun } from './follow-run.ts';
import { findRun, pipelineId, type Play, type PlayedRun } from './play.ts';
import { until } from './wait.ts';

/** Somebody runs release.yml, and its gates are waited at; goes on with a release that is under way. */
export async function release(play: Play): Promise<RunResult> {
  play.say('release.yml, which has a gate before each step that others notice', '\n');
  const run = findRun(play, 'release') ?? (await start(play));
  return followRun(play, run, 'release');
}

async function start(play: Play): Promise<PlayedRun> {
  const route = `pipelines/${pipelineId(play, 'release')}/runs`;
  await callAs(play, { person: REQUESTER.name, method: 'POST', route, body: { templateParameters: {} } });
  return until('the run of release.yml', () => findRun(play, 'release'), play.signal);
}
