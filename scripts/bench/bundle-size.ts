import { existsSync, readdirSync, statSync } from 'node:fs';
import path from 'node:path';
import type { Figure } from './figure.ts';

const root = path.join(import.meta.dirname, '../..');
const MAX_BUNDLE = 3_000_000;
const MAX_VSIX = 10_000_000;

/** Every agent downloads these before the task starts. */
export function measureBundleSize(): Figure[] {
  const tasks = readdirSync(path.join(root, 'dist/tasks')).map((name): Figure => ({
    measure: `bundle of ${name}`,
    unit: 'bytes',
    ours: statSync(path.join(root, 'dist/tasks', name, 'index.js')).size,
    limit: { atMost: MAX_BUNDLE },
    note: `dist/tasks/${name}/index.js`,
  }));
  const out = path.join(root, 'out');
  const packages = existsSync(out) ? readdirSync(out).filter((name) => name.endsWith('.vsix')) : [];
  const packed = packages.map((name): Figure => ({
    measure: 'VSIX',
    unit: 'bytes',
    ours: statSync(path.join(out, name)).size,
    limit: { atMost: MAX_VSIX },
    note: `out/${name}`,
  }));
  return [...tasks, ...packed];
}
