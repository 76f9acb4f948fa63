import path from 'node:path';
import { answerWith } from '../../sandbox/claude/scripted-answer.ts';
import { median } from './alternate.ts';
import { type BenchOptions, timeLimit } from './bench-options.ts';
import { startBenchWorld } from './bench-world.ts';
import type { Figure } from './figure.ts';

/** How long it takes until the model has something to read, and in how much memory, when the repository is large. */
export async function measureLargeRepository(options: BenchOptions): Promise<Figure[]> {
  const { quick, folder, say } = options;
  const files = quick ? 1_000 : 10_000;
  const runs = quick ? 1 : 5;
  const world = await startBenchWorld(path.join(folder, 'large-repository'));
  try {
    say(`Writing a repository of ${files} files ...`);
    const large = await world.createLarge({ name: 'many-files', files, linesPerFile: 100, changedFiles: 20 });
    const figures: Figure[] = [];
    for (const node of [20, 24] as const) {
      const waits: number[] = [];
      const peaks: number[] = [];
      for (let run = 0; run <= runs; run += 1) {
        let firstAt: number | undefined;
        world.sandbox.claude.script(() => {
          firstAt ??= Date.now();
          return answerWith({ findings: [] });
        });
        const pullRequest = await large.open();
        const { usage } = await world.review({ repository: large.repository, pullRequest, node });
        // The first run warms the disk up.
        if (run === 0) continue;
        waits.push((firstAt ?? Number.NaN) - usage.startedAt);
        peaks.push(usage.peakBytes);
      }
      const of = `${files} files, 20 changed, checkout of depth 1`;
      figures.push(
        {
          measure: `first model request, Node ${node}`,
          unit: 'ms',
          ours: median(waits),
          limit: timeLimit(1_000, options),
          note: `from the start of the process, the sandbox's git and REST included; ${of}; median of ${runs}`,
        },
        {
          measure: `memory, large repository, Node ${node}`,
          unit: 'bytes',
          ours: Math.max(...peaks),
          limit: { atMost: 150_000_000 },
          note: `peak resident size of the task's process; ${of}`,
        },
      );
    }
    return figures;
  } finally {
    await world.close();
  }
}
