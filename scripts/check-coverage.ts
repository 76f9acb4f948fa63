// Prints the line coverage of src/ by folder; the domain folders and what is in them must reach 96 %.
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { terminalTable } from '../sandbox/terminal-table.ts';

const WANTED = 96;
const DOMAINS = ['review', 'coding', 'release', 'tickets', 'chat', 'audit', 'deployments', 'setup'];

const root = path.join(import.meta.dirname, '..');
type Summary = Record<string, { lines: { total: number; covered: number } }>;
const summary = JSON.parse(readFileSync(path.join(root, 'out/coverage/coverage-summary.json'), 'utf8')) as Summary;

const folders = new Map<string, { total: number; covered: number }>();
for (const [file, { lines }] of Object.entries(summary)) {
  if (file === 'total') continue;
  const folder = path.dirname(path.relative(path.join(root, 'src'), file)) || '.';
  const sum = folders.get(folder) ?? { total: 0, covered: 0 };
  folders.set(folder, { total: sum.total + lines.total, covered: sum.covered + lines.covered });
}

const percent = ({ total, covered }: { total: number; covered: number }) =>
  total === 0 ? 100 : (100 * covered) / total;
const rows = [...folders]
  .sort(([a], [b]) => (a < b ? -1 : 1))
  .map(([folder, lines]) => [`src/${folder}`, `${percent(lines).toFixed(1)} %`]);
console.log(terminalTable(['Folder', 'Lines'], rows));
const isDomain = (folder: string) => DOMAINS.includes(folder.split(path.sep)[0] ?? '');
const low = [...folders].filter(([folder, lines]) => isDomain(folder) && percent(lines) < WANTED);
for (const [folder] of low) console.error(`src/${folder} is below ${WANTED} %.`);
process.exitCode = low.length === 0 && folders.size > 0 ? 0 : 1;
