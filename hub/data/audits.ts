import * as z from 'zod';
import { AUDIT_HEAD_TYPE, AUDIT_TAG, type AuditDocument, type AuditHead } from '../../src/audit/audit-document.ts';
import { parseAudit, parseAuditHead } from '../../src/audit/parse-audit.ts';
import { mapConcurrently } from '../../src/concurrency.ts';
import { SlipwayError } from '../../src/errors.ts';
import { asProblem, HubProblem } from '../host/hub-problem.ts';
import type { Rest } from '../host/rest.ts';
import { type Attachment, listAttachments, listResults, readResult } from './attachments.ts';

const AT_ONCE = 6;

/** Where an audit is: the run that made it, and what its attachments are called there. */
export interface AuditAddress {
  readonly run: number;
  /** `<task>-<n>` */
  readonly name: string;
}

/** An audit as a list shows it. */
export interface ListedAudit extends AuditAddress {
  readonly head: AuditHead;
}

export interface FoundAudits {
  /** The newest run first. */
  readonly audits: readonly ListedAudit[];
  /** Runs that were asked. */
  readonly runs: number;
  /** Runs that audited and left no audit: they failed before, or go on. */
  readonly without: number;
  readonly problems: readonly HubProblem[];
}

/** What runs that have ended attached: it does not change any more. By run and when it ended, for retries add to it. */
export type KnownAudits = Map<string, readonly ListedAudit[]>;

interface Place {
  readonly rest: Rest;
  readonly project: string;
  readonly signal?: AbortSignal | undefined;
}

const WireRuns = z.object({ value: z.array(z.object({ id: z.number(), finishTime: z.string().nullish() })) });

/**
 * The audits of the newest runs that audited, at most `most` of them: one request for the runs, then their heads. With a
 * tag only those of runs that have it, too. Who may not see a pipeline gets none of its runs. Throws HubProblem when the runs
 * cannot be listed.
 */
export async function readAudits(
  { rest, project, signal }: Place,
  { most, known, tag }: { readonly most: number; readonly known: KnownAudits; readonly tag?: string },
): Promise<FoundAudits> {
  const query = new URLSearchParams({
    tagFilters: tag === undefined ? AUDIT_TAG : `${AUDIT_TAG},${tag}`,
    queryOrder: 'queueTimeDescending',
    $top: `${most}`,
  });
  const path = `${encodeURIComponent(project)}/_apis/build/builds?${query.toString()}`;
  const what = `the audits of ${project}`;
  const { value: runs } = await rest.get({ what, path, ...(signal && { signal }) }, WireRuns);
  const problems: HubProblem[] = [];
  const heads = await mapConcurrently(runs, AT_ONCE, async ({ id, finishTime }) => {
    const key = `${id} ${finishTime ?? ''}`;
    const remembered = known.get(key);
    if (remembered) return remembered;
    const found = await readHeads({ rest, project, signal }, id);
    problems.push(...found.problems);
    if (typeof finishTime === 'string' && found.problems.length === 0) known.set(key, found.audits);
    return found.audits;
  });
  return {
    audits: heads.flat(),
    runs: runs.length,
    without: heads.filter(({ length }) => length === 0).length,
    problems,
  };
}

/** The heads that a run attached, the newest first; what cannot be read is a problem beside them. */
async function readHeads(
  { rest, project, signal }: Place,
  run: number,
): Promise<Pick<FoundAudits, 'audits' | 'problems'>> {
  const problems: HubProblem[] = [];
  const read = async (attachment: Attachment): Promise<readonly ListedAudit[]> => {
    const what = nameOf({ run, name: attachment.name });
    try {
      const value = await readResult(rest, attachment, z.unknown(), signal);
      return [{ run, name: attachment.name, head: understand(what, () => parseAuditHead(value, what)) }];
    } catch (error) {
      signal?.throwIfAborted();
      problems.push(asProblem(error, what));
      return [];
    }
  };
  try {
    const listed = await listAttachments(rest, { project, signal }, { run, type: AUDIT_HEAD_TYPE });
    const audits = (await mapConcurrently(listed.toReversed(), 2, read)).flat();
    return { audits, problems };
  } catch (error) {
    signal?.throwIfAborted();
    return { audits: [], problems: [asProblem(error, `the audits of run ${run}`)] };
  }
}

const WithAudit = z.object({ audit: z.unknown() });

/** An audit with all its rows; undefined where the run is gone, or has none of that name. Throws HubProblem. */
export async function findAudit(
  { rest, project, signal }: Place,
  address: AuditAddress,
): Promise<AuditDocument | undefined> {
  const listed = await listResults(rest, { project, signal }, address.run);
  const attachment = listed.find(({ name }) => name === address.name);
  if (attachment === undefined) return undefined;
  const { audit } = await readResult(rest, attachment, WithAudit, signal);
  const what = nameOf(address);
  return understand(what, () => parseAudit(audit, what));
}

/** For people. */
export const nameOf = ({ run, name }: AuditAddress): string => `the audit ${name} of run ${run}`;

/** What `parse` gives; what it says of itself becomes a problem that can be shown. */
export function understand<Value>(what: string, parse: () => Value): Value {
  try {
    return parse();
  } catch (error) {
    if (!(error instanceof SlipwayError)) throw error;
    const detail = [error.message, error.hint].filter(Boolean).join(' ');
    throw new HubProblem(what, { kind: 'unreadable', detail }, { cause: error });
  }
}
