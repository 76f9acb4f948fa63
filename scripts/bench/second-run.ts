import path from 'node:path';
import { median } from './alternate.ts';
import type { BenchOptions } from './bench-options.ts';
import { startBenchWorld } from './bench-world.ts';
import type { Figure } from './figure.ts';

/** What a second run costs on a pull request that did not change: it asks no model and writes nothing. */
export async function measureSecondRun({ quick, folder }: BenchOptions): Promise<Figure[]> {
  const runs = quick ? 2 : 6;
  const world = await startBenchWorld(path.join(folder, 'second-run'));
  try {
    const large = await world.createLarge({ name: 'unchanged', files: 1_000, linesPerFile: 100, changedFiles: 200 });
    const measure = async (pullRequest: Awaited<ReturnType<typeof large.open>>) => {
      const { traffic, azureDevOps } = world.sandbox;
      const [exchanges, writes] = [traffic.entries.length, azureDevOps.journal.length];
      const { usage } = await world.review({ repository: large.repository, pullRequest });
      const services = traffic.entries.slice(exchanges).map(({ _service }) => _service);
      return {
        time: usage.endedAt - usage.startedAt,
        model: services.filter((service) => service === 'anthropic').length,
        rest: services.filter((service) => service !== 'anthropic').length,
        writes: azureDevOps.journal.length - writes,
      };
    };
    const first: Awaited<ReturnType<typeof measure>>[] = [];
    const second: typeof first = [];
    for (let run = 0; run < runs; run += 1) {
      const pullRequest = await large.open();
      const [one, two] = [await measure(pullRequest), await measure(pullRequest)];
      // The first pair warms the disk up.
      if (run === 0) continue;
      first.push(one);
      second.push(two);
    }
    const middle = (of: typeof first, key: 'time' | 'rest') => median(of.map((one) => one[key]));
    const most = (key: 'model' | 'writes') => Math.max(...second.map((one) => one[key]));
    const note = `the same pull request of 200 files again; median of ${runs - 1}`;
    return [
      { measure: 'second run, model requests', unit: 'count', ours: most('model'), limit: { atMost: 0 }, note },
      { measure: 'second run, writes', unit: 'count', ours: most('writes'), limit: { atMost: 0 }, note },
      {
        measure: 'second run, requests to Azure DevOps',
        unit: 'count',
        ours: middle(second, 'rest'),
        peer: middle(first, 'rest'),
        limit: { atMost: 1 },
        note: `next to the first run, git's own included; ${note}`,
      },
      {
        measure: 'second run, time',
        unit: 'ms',
        ours: middle(second, 'time'),
        peer: middle(first, 'time'),
        limit: { atMost: 1 },
        note: `next to the first run, whose stand-in model answers at once; ${note}`,
      },
    ];
  } finally {
    await world.close();
  }
}
