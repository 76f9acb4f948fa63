import { useState } from 'react';
import { type FoundAudits, type KnownAudits, readAudits } from '../../data/audits.ts';
import { useHub } from '../../hub-context.ts';
import { type Loaded, useLoad } from '../../parts/use-load.ts';

const WHAT = 'the audits of this project';
const EVERY_MS = 60_000;
const RUNS_AT_ONCE = 50;
/** A visit to another page and back asks only for what is new. */
const KNOWN: KnownAudits = new Map();

export interface Audits extends Loaded<FoundAudits> {
  /** Reads those of older runs, too; undefined when there are none. */
  readonly showOlder: (() => void) | undefined;
}

/** The audits of the newest runs that audited, anew every minute. */
export function useAudits(): Audits {
  const { host, rest } = useHub();
  const project = host.project.name;
  const [most, setMost] = useState(RUNS_AT_ONCE);
  const found = useLoad({ key: `${project} ${most}`, what: WHAT, everyMs: EVERY_MS }, (signal) =>
    readAudits({ rest, project, signal }, { most, known: KNOWN }),
  );
  const isFull = (found.value?.runs ?? 0) >= most;
  return { ...found, showOlder: isFull ? () => setMost(most + RUNS_AT_ONCE) : undefined };
}
