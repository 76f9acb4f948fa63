import type { ApprovalPlace } from '../azure-devops/pipelines/approvals.ts';
import type { RunResult } from '../pipelines/run/documents.ts';
import { addressesOf, describeDecision, gatesOf, isWaiting } from './gates.ts';
import { placeOf, type Play, type PlayedRun } from './play.ts';
import { newsOf } from './run-news.ts';
import { retryLost } from './retry-lost.ts';
import { pause } from './wait.ts';

interface Followed {
  readonly play: Play;
  readonly id: number;
  /** What its lines begin with. */
  readonly name: string;
  /** Ids of what was told. */
  readonly told: Set<string>;
}

/**
 * Follows a run to its end and tells of it; at its gates it waits for people, or approves. Goes on with what a stopped
 * sandbox left.
 */
export async function followRun(play: Play, { build: { id } }: PlayedRun, name: string): Promise<RunResult> {
  const followed: Followed = { play, id, name, told: new Set() };
  for (const { id: known } of newsOf(play, runOf(followed)).filter(({ at }) => new Date(at) < play.startedAt))
    followed.told.add(known);
  await retryLost(play, runOf(followed));
  for (;;) {
    play.signal.throwIfAborted();
    // Read before its news, so that nothing of an ended run is missed.
    const { result } = runOf(followed).yaml;
    tellNews(followed);
    await tellGates(followed);
    if (result !== undefined) return end(followed, result);
    await pause(play.signal);
  }
}

function runOf({ play, id }: Followed): PlayedRun {
  const build = placeOf(play).organisation.builds.get(id);
  if (!build?.yaml) throw new Error(`Run ${id} is not there.`);
  return { build, yaml: build.yaml };
}

/** Whether it is told now, for the first time. */
function isNew({ told }: Followed, id: string): boolean {
  if (told.has(id)) return false;
  told.add(id);
  return true;
}

function tellNews(followed: Followed): void {
  const { play, name } = followed;
  for (const { id, isGood, describe } of newsOf(play, runOf(followed)))
    if (isNew(followed, id)) play.say(describe(), `  ${isGood ? '✓' : '✗'} ${name}  `);
}

async function tellGates(followed: Followed): Promise<void> {
  const { play, id, name } = followed;
  for (const gate of gatesOf(play, id)) {
    if (isWaiting(gate)) {
      if (!isNew(followed, `waits ${gate.id}`)) continue;
      tellWaiting(followed, gate);
      await play.decide?.(play, gate);
    } else if (followed.told.has(`waits ${gate.id}`) && isNew(followed, gate.id)) {
      const mark = gate.progress.status === 'approved' ? '✓' : '✗';
      play.say(`${gate.stage}: ${describeDecision(gate)}`, `  ${mark} ${name}  `);
    }
  }
}

function tellWaiting({ play, name }: Followed, gate: ApprovalPlace): void {
  const { say } = play;
  const { azureDevOps, slack } = addressesOf(play, gate);
  say(`${gate.stage} waits for an approval (${gate.script.environment}).`, `  ● ${name}  `);
  if (play.decide) return;
  say(azureDevOps, '      Azure DevOps  ');
  say(slack, '      Slack         ');
}

function end({ play, name, id }: Followed, result: RunResult): RunResult {
  const isGood = result === 'succeeded' || result === 'partiallySucceeded';
  if (isGood) return result;
  const { issues } = runOf({ play, name, id, told: new Set() }).yaml;
  for (const { message } of issues) play.say(message, `  ✗ ${name}  `);
  play.say(`The run has ended: ${result}.`, `  ✗ ${name}  `);
  return result;
}
