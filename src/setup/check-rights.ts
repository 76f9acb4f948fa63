import { attempt, unreadFinding, valueOf } from './attempt.ts';
import type { Finding } from './finding.ts';
import { editWorkItems, judgeRight, neededRights, type RightsPlace } from './judge-permissions.ts';
import type { ProjectReader } from './ports.ts';

/** What the job's identity may do, as the service itself reckons it. */
export async function checkRights(
  project: ProjectReader,
  place: Omit<RightsPlace, 'areaId'>,
  identity: string,
): Promise<readonly Finding[]> {
  const area = await attempt(() => project.readRootArea());
  const rights = neededRights({ ...place, areaId: valueOf(area) });
  const had = await attempt(() => project.evaluateRights(rights));
  const findings = rights.map((right, index) => {
    const finding = judgeRight(right, { isGranted: valueOf(had)?.[index], identity });
    return 'error' in had ? { ...finding, detail: had.error.message } : finding;
  });
  if ('value' in area) return findings;
  const { right, on } = editWorkItems('');
  const looked = { id: 'permission-edit-work-items', area: 'permissions', title: `${right} on ${on}`, right } as const;
  return [...findings, unreadFinding(looked, area.error)];
}
