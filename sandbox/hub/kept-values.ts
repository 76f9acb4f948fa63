import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import * as z from 'zod';

const Values = z.record(z.string(), z.record(z.string(), z.unknown()));

/** What an extension keeps with the service: values by scope and key, in one file. */
export interface KeptValues {
  get(scope: string, key: string): unknown;
  /** Undefined takes it away. */
  set(scope: string, key: string, value: unknown): void;
}

export function openKeptValues(file: string): KeptValues {
  const values = new Map(
    Object.entries(existsSync(file) ? Values.parse(JSON.parse(readFileSync(file, 'utf8'))) : {}).map(
      ([scope, kept]) => [scope, new Map(Object.entries(kept))] as const,
    ),
  );
  return {
    get: (scope, key) => values.get(scope)?.get(key),
    set(scope, key, value) {
      const kept = values.get(scope) ?? new Map<string, unknown>();
      if (value === undefined) kept.delete(key);
      else kept.set(key, value);
      values.set(scope, kept);
      mkdirSync(path.dirname(file), { recursive: true });
      const all = Object.fromEntries([...values].map(([name, one]) => [name, Object.fromEntries(one)]));
      writeFileSync(`${file}.new`, JSON.stringify(all));
      renameSync(`${file}.new`, file);
    },
  };
}
