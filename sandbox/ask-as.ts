import * as z from 'zod';
import type { AzureDevOps } from './azure-devops/azure-devops.ts';
import type { ProjectAddress } from './page/runs/run-data.ts';

export interface PageService {
  readonly azureDevOps: AzureDevOps;
  readonly baseUrl: () => string;
}

interface Question {
  readonly personId: string;
  /** Below the project's _apis, with its version. */
  readonly route: string;
  readonly body: unknown;
}

export interface Refused {
  readonly refused: string;
  readonly status: number;
}

/**
 * Changes something over REST with a token of a person, who may not be allowed to; the token lives for that call. Gives
 * why it was refused, if it was.
 */
export async function askAs(
  { azureDevOps, baseUrl }: PageService,
  { organization, project }: ProjectAddress,
  { personId, route, body }: Question,
): Promise<Refused | undefined> {
  const place = azureDevOps.projectPlace({ organisation: organization, project });
  const person = place.organisation.document.identities.find(({ id }) => id === personId);
  if (!person) return { refused: 'There is no such person.', status: 400 };
  const token = azureDevOps.issueToken({ organisation: organization, identity: person });
  const address = `${baseUrl()}/${encodeURIComponent(organization)}/${encodeURIComponent(project)}`;
  try {
    const answer = await fetch(`${address}/_apis/${route}`, {
      method: 'PATCH',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    if (answer.ok) return undefined;
    const { message } = z.object({ message: z.string() }).parse(await answer.json());
    return { refused: message, status: answer.status };
  } finally {
    azureDevOps.deleteToken(token);
  }
}
