// npm run bench: measures the built task and holds it to its limits. See --help.
import { mkdirSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { terminalTable } from '../sandbox/terminal-table.ts';
import { isWithin, TABLE_HEADER, tableRow, valueOf } from './bench/figure.ts';
import { MEASURE_NAMES, runBench } from './bench/run-bench.ts';

const HELP = `npm run bench -- [options]       (npm run build comes first)
  --quick        a small sample with twice the time allowed; says only that nothing is far off
  --only NAMES   of ${MEASURE_NAMES.join(', ')}; with commas
Writes out/bench.json, with --quick out/bench-quick.json.
Exit status: 0 within all limits, 1 over one, 2 wrong usage.`;

const { values } = parseArgs({
  options: {
    quick: { type: 'boolean', default: false },
    only: { type: 'string', default: MEASURE_NAMES.join(',') },
    help: { type: 'boolean', short: 'h', default: false },
  },
});

process.exitCode = await bench();

async function bench(): Promise<number> {
  const names = values.only.split(',');
  const unknown = names.find((name) => !MEASURE_NAMES.includes(name));
  if (values.help || unknown !== undefined) {
    console.log(unknown === undefined ? HELP : `There is no measure ${unknown}.\n${HELP}`);
    return values.help ? 0 : 2;
  }
  const figures = await runBench(names, { quick: values.quick, say: (line) => console.error(line) });
  console.log(terminalTable(TABLE_HEADER, figures.map(tableRow)));
  const out = path.join(import.meta.dirname, '../out');
  mkdirSync(out, { recursive: true });
  const machine = { cpus: os.cpus().map(({ model }) => model), platform: `${process.platform}-${process.arch}` };
  const rows = figures.map((figure) => ({ ...figure, value: valueOf(figure), ok: isWithin(figure) }));
  const report = { schema: 1, at: new Date().toISOString(), quick: values.quick, machine, figures: rows };
  writeFileSync(
    path.join(out, values.quick ? 'bench-quick.json' : 'bench.json'),
    `${JSON.stringify(report, null, 2)}\n`,
  );
  return figures.every(isWithin) ? 0 : 1;
}
