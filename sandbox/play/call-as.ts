import type { Play } from './play.ts';

interface AsPerson {
  /** Display name. */
  readonly person: string;
  readonly method: string;
  /** Below the project's _apis. */
  readonly route: string;
  readonly version?: string;
  readonly body?: unknown;
}

/** Asks Azure DevOps as a person; the token lives for that call. Throws for every answer but success. */
export async function callAs(play: Play, { person, method, route, version = '7.1', body }: AsPerson): Promise<unknown> {
  const { azureDevOps, azureService } = play.sandbox;
  const { organisation, project } = play.data.repository;
  const token = azureDevOps.issueToken({ organisation, identity: { displayName: person } });
  const address = [organisation, project].map(encodeURIComponent).join('/');
  const url = `${azureService.url}/${address}/_apis/${route}${route.includes('?') ? '&' : '?'}api-version=${version}`;
  try {
    const answer = await fetch(url, {
      method,
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await answer.text();
    if (!answer.ok) throw new Error(`${method} ${route} was answered ${answer.status}: ${text}`);
    return text === '' ? undefined : JSON.parse(text);
  } finally {
    azureDevOps.deleteToken(token);
  }
}
