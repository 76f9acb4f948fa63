import { ASK, type PageConfig } from '../page-config.ts';

/** Asks the service about whoever is signed in; throws with its words what it refuses. */
async function ask(
  path: string,
  { organisation, project }: PageConfig,
  more: object,
): Promise<Record<string, unknown>> {
  const answer = await fetch(path, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ organisation: organisation.name, project: project.id, ...more }),
  });
  const body = (await answer.json()) as Record<string, unknown>;
  if (!answer.ok) throw new Error(String(body['message']));
  return body;
}

/** A token of whoever is signed in, cut to the scopes of the extension. */
export const askToken = async (config: PageConfig): Promise<string> =>
  String((await ask(ASK.token, config, {}))['token']);

/** Signs somebody else in. */
export const askPerson = (config: PageConfig, person: string) => ask(ASK.person, config, { person });

interface Place {
  readonly scope: string;
  readonly key: string;
}

/** A value that the extension keeps; null when there is none. */
export const askValue = async (config: PageConfig, place: Place): Promise<unknown> =>
  (await ask(ASK.values, config, place))['value'];

export const keepValue = async (config: PageConfig, place: Place, value: unknown): Promise<unknown> =>
  (await ask(ASK.values, config, { ...place, value }))['value'];
