import * as z from 'zod';
import { FINDING_AREAS, type FindingArea } from '../../src/setup/finding.ts';
import { SetupReport } from '../../src/setup/setup-report.ts';
import type { Rest } from '../host/rest.ts';
import { listResults, readResult } from './attachments.ts';

/** SlipwayDoctor puts it on its runs. */
const DOCTOR_TAG = 'slipway-doctor';
const TASK = /^SlipwayDoctor-\d+$/;
/** The newest may run still, or may have failed before it found anything. */
const MOST_RUNS = 5;

/** The report as it is part of the task's result, which has more. */
const Report = z.object(SetupReport.shape);
export type Report = z.infer<typeof Report>;

const WireRuns = z.object({ value: z.array(z.object({ id: z.number() })) });

/** What the doctor found when it last looked at any repository of the project; undefined when it never did. */
export async function findSetup(
  rest: Rest,
  { project, signal }: { readonly project: string; readonly signal?: AbortSignal | undefined },
): Promise<{ readonly run: number; readonly report: Report } | undefined> {
  const query = new URLSearchParams({
    tagFilters: DOCTOR_TAG,
    queryOrder: 'queueTimeDescending',
    $top: `${MOST_RUNS}`,
  });
  const path = `${encodeURIComponent(project)}/_apis/build/builds?${query.toString()}`;
  const what = `the doctor's runs in ${project}`;
  const { value } = await rest.get({ what, path, ...(signal && { signal }) }, WireRuns);
  for (const { id } of value) {
    const results = await listResults(rest, { project, signal }, id);
    const newest = results.findLast(({ name }) => TASK.test(name));
    if (newest) return { run: id, report: await readResult(rest, newest, Report, signal) };
  }
  return undefined;
}

export interface FindingGroup {
  readonly area: FindingArea;
  readonly findings: Report['findings'];
}

/** What is not in order comes first, the worst area and in it the worst finding; else in the order in which the doctor tells them. */
export const groupFindings = ({ findings }: Pick<Report, 'findings'>): readonly FindingGroup[] =>
  FINDING_AREAS.map((area) => ({
    area,
    findings: findings
      .filter((finding) => finding.area === area)
      .toSorted((one, other) => RANK[one.status] - RANK[other.status]),
  }))
    .filter((group) => group.findings.length > 0)
    .toSorted((one, other) => worstOf(one) - worstOf(other));

const worstOf = ({ findings }: FindingGroup): number => Math.min(...findings.map(({ status }) => RANK[status]));

const RANK: Readonly<Record<Report['findings'][number]['status'], number>> = {
  problem: 0,
  unknown: 1,
  warning: 2,
  ok: 3,
};
