import path from 'node:path';
import { answerWith } from '../../sandbox/claude/scripted-answer.ts';
import type { TrafficEntry } from '../../sandbox/core/traffic.ts';
import { type BenchOptions, timeLimit } from './bench-options.ts';
import { startBenchWorld, type Usage } from './bench-world.ts';
import type { Figure } from './figure.ts';

/** What a pull request of thousands of files costs besides the model, which answers at once and finds nothing. */
export async function measureLargePullRequest(options: BenchOptions): Promise<Figure[]> {
  const { quick, folder, say } = options;
  const files = quick ? 500 : 5_000;
  const changedBytes = quick ? 1_000_000 : 10_000_000;
  const world = await startBenchWorld(path.join(folder, 'large-pull-request'));
  try {
    say(`Writing a pull request of ${files} files and ${changedBytes / 1_000_000} MB ...`);
    const size = { name: 'large-change', files, linesPerFile: 40, changedFiles: files, changedBytes };
    const large = await world.createLarge(size);
    world.sandbox.claude.script(() => answerWith({ findings: [] }));
    const figures: Figure[] = [];
    for (const node of [20, 24] as const) {
      const before = world.sandbox.traffic.entries.length;
      const pullRequest = await large.open();
      const { repository } = large;
      const { run, usage } = await world.review({ repository, pullRequest, node, inputs: { budgetUsd: '0' } });
      if (run.outputs['coveragePercent'] !== '100') throw new Error(`Not all was reviewed:\n${run.log.slice(-3000)}`);
      const asked = world.sandbox.traffic.entries.slice(before).filter(({ _service }) => _service === 'anthropic');
      const answering = timeOf(asked, usage);
      const whole = usage.endedAt - usage.startedAt;
      const of = `${files} files, ${changedBytes / 1_000_000} MB, ${asked.length} model requests`;
      figures.push(
        {
          measure: `large pull request, Node ${node}`,
          unit: 'ms',
          ours: whole,
          limit: timeLimit(60_000, options),
          note: `the whole run; for ${Math.round(answering)} ms of it the stand-in model was answering; ${of}`,
        },
        {
          measure: `memory, large pull request, Node ${node}`,
          unit: 'bytes',
          ours: usage.peakBytes,
          limit: { atMost: 512_000_000 },
          note: `peak resident size of the task's process; ${of}`,
        },
      );
    }
    return figures;
  } finally {
    await world.close();
  }
}

/** For how long at least one of the exchanges was under way, in milliseconds. */
function timeOf(entries: readonly TrafficEntry[], { startedAt }: Usage): number {
  const spans = entries
    .map(({ startedDateTime, time }) => ({ from: Date.parse(startedDateTime), time }))
    .sort((a, b) => a.from - b.from);
  let until = startedAt;
  let sum = 0;
  for (const { from, time } of spans) {
    sum += Math.max(0, from + time - Math.max(from, until));
    until = Math.max(until, from + time);
  }
  return sum;
}
