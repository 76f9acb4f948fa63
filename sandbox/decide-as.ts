import * as z from 'zod';
import type { AzureDevOps } from './azure-devops/azure-devops.ts';
import { approvalsOfProject } from './azure-devops/pipelines/find-approval.ts';
import type { Decision, ProjectAddress, RunAddress } from './page/runs/run-data.ts';

interface Service {
  readonly azureDevOps: AzureDevOps;
  readonly baseUrl: () => string;
}

/** Decides an approval over REST with a token of the person, who may not be allowed to; the token lives for that call. */
export async function decideAs(
  { azureDevOps, baseUrl }: Service,
  { organization, project }: ProjectAddress,
  { approvalId, personId, status, comment }: Omit<Decision, 'project'>,
): Promise<{ readonly run: RunAddress } | { readonly refused: string; readonly status: number }> {
  const place = azureDevOps.projectPlace({ organisation: organization, project });
  const person = place.organisation.document.identities.find(({ id }) => id === personId);
  if (!person) return { refused: 'There is no such person.', status: 400 };
  const token = azureDevOps.issueToken({ organisation: organization, identity: person });
  const address = `${baseUrl()}/${encodeURIComponent(organization)}/${encodeURIComponent(project)}`;
  try {
    const answer = await fetch(`${address}/_apis/pipelines/approvals?api-version=7.1`, {
      method: 'PATCH',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      body: JSON.stringify([{ approvalId, status, comment }]),
    });
    if (!answer.ok) {
      const { message } = z.object({ message: z.string() }).parse(await answer.json());
      return { refused: message, status: answer.status };
    }
  } finally {
    azureDevOps.deleteToken(token);
  }
  const run = approvalsOfProject(place).find(({ id }) => id === approvalId)?.run.id ?? 0;
  return { run: { organization, project, id: run } };
}
