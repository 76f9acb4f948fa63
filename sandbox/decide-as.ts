import { askAs, type PageService, type Refused } from './ask-as.ts';
import { approvalsOfProject } from './azure-devops/pipelines/find-approval.ts';
import type { Decision, ProjectAddress, RunAddress } from './page/runs/run-data.ts';

/** Decides an approval over REST with a token of the person, who may not be allowed to. */
export async function decideAs(
  service: PageService,
  { organization, project }: ProjectAddress,
  { approvalId, personId, status, comment }: Omit<Decision, 'project'>,
): Promise<{ readonly run: RunAddress } | Refused> {
  const question = { personId, route: 'pipelines/approvals?api-version=7.1', body: [{ approvalId, status, comment }] };
  const refused = await askAs(service, { organization, project }, question);
  if (refused) return refused;
  const place = service.azureDevOps.projectPlace({ organisation: organization, project });
  const run = approvalsOfProject(place).find(({ id }) => id === approvalId)?.run.id ?? 0;
  return { run: { organization, project, id: run } };
}
