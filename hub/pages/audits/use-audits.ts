import { useState } from 'react';
import { type FoundAudits, type KnownAudits, readAudits } from '../../data/audits.ts';
import { useHub } from '../../hub-context.ts';
import { type Loaded, useLoad } from '../../parts/use-load.ts';
import { auditsOf } from './audit-list.ts';

const WHAT = 'the audits of this project';
const EVERY_MS = 60_000;
export const RUNS_AT_ONCE = 50;
const MOST_OF_RELEASE = 20;
/** A visit to another page and back asks only for what is new. */
export const KNOWN: KnownAudits = new Map();

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

/** The audits of one release, which its runs carry as a tag: one request where there are none. */
export function useReleaseAudits(component: string, version: string): Loaded<FoundAudits> {
  const { host, rest } = useHub();
  const project = host.project.name;
  return useLoad(
    { key: JSON.stringify([project, component, version]), what: WHAT, everyMs: EVERY_MS },
    async (signal) => {
      const tag = `release-${version}`;
      const found = await readAudits({ rest, project, signal }, { most: MOST_OF_RELEASE, known: KNOWN, tag });
      return { ...found, audits: auditsOf(found.audits, { component, version }) };
    },
  );
}
