import { LOST } from '../pipelines/run/recover.ts';
import { callAs } from './call-as.ts';
import { REQUESTER } from './cast.ts';
import type { Play, PlayedRun } from './play.ts';

/** Runs stages again whose agent went away with a stopped sandbox, as a person would on the page of the run. */
export async function retryLost(play: Play, { build, yaml }: PlayedRun): Promise<void> {
  for (const { name, attempts } of yaml.stages) {
    const last = attempts.at(-1);
    const isLost = last?.jobs.some(({ issues }) => issues.some(({ message }) => message === LOST));
    if (last?.state !== 'completed' || last.result === 'Succeeded' || isLost !== true) continue;
    play.say(`The agent of ${name} was lost: it is run again.`, '  ');
    const body = { state: 'retry', forceRetryAllJobs: false };
    const route = `build/builds/${build.id}/stages/${name}`;
    await callAs(play, { person: REQUESTER.name, method: 'PATCH', route, body });
  }
}
