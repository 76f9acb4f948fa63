import { standsIn } from './code-mark.ts';
import type { Examination } from './examine-changes.ts';
import { SEVERITIES } from './finding.ts';
import { findingThreads } from './overruled.ts';
import type { ChangeSource, Hash } from './ports.ts';
import type { Thread } from '../pull-request.ts';
import { BLOCKING_PROPERTY, CODE_PROPERTY, SEVERITY_PROPERTY } from './review-record.ts';
import type { StandingFinding } from './review-plan.ts';

interface OldThreads {
  readonly settledThreads: readonly number[];
  readonly standing: readonly StandingFinding[];
}

/**
 * What became of our active threads whose finding was not made again. One is settled by evidence: its code stands nowhere
 * in its file any more, under its new name if it was renamed. What still stands, or cannot be told (a removed line has no
 * code to look for), keeps blocking if it did: a model that forgets is no fix.
 */
export async function judgeOldThreads(
  source: ChangeSource,
  threads: readonly Thread[],
  { findings, coverage }: Examination,
  { head, hash }: { readonly head: string; readonly hash: Hash },
): Promise<OldThreads> {
  const found = new Set(findings.map(({ fingerprint }) => fingerprint));
  const renamed = new Map(coverage.files.map(({ file }) => [file.oldPath ?? file.path, file.path]));
  const tree = source.tree(head);

  const isGone = async (path: string, mark: string): Promise<boolean> => {
    const content = await tree.read(renamed.get(path) ?? path);
    return content.kind === 'missing' || (content.kind === 'text' && !standsIn(content.text, mark, hash));
  };

  const settledThreads: number[] = [];
  const standing: StandingFinding[] = [];
  for (const [fingerprint, { id, path, status, properties }] of findingThreads(threads)) {
    if (found.has(fingerprint) || status !== 'active' || path === undefined) continue;
    const mark = properties[CODE_PROPERTY];
    const severity = SEVERITIES.find((one) => one === properties[SEVERITY_PROPERTY]);
    if (mark !== undefined && (await isGone(path, mark))) settledThreads.push(id);
    else if (severity && properties[BLOCKING_PROPERTY] === 'true') standing.push({ fingerprint, severity });
  }
  return { settledThreads, standing };
}
