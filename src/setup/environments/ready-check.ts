import type { GatePlace, GenericConnection, NewCheck, RestSettings } from './ports.ts';

export const READY = 'Release is ready';

/** A check that reads an answer is evaluated ten times at most: every 90 minutes, from an evening to the next morning. */
const INTERVAL = 90;
const TIMEOUT = 900;

const CRITERION = "eq(root['ready'], true)";
const OWN_NAME = '$(Build.Repository.Name)';

/** The check that lets a stage through while the ledger calls the release of a component ready. */
export function readyCheck(place: GatePlace, component: string, connection: GenericConnection): NewCheck {
  return {
    timeout: TIMEOUT,
    settings: {
      kind: 'rest',
      name: READY,
      retryInterval: INTERVAL,
      inputs: {
        connectedServiceNameSelector: 'connectedServiceName',
        connectedServiceName: connection.id,
        method: 'GET',
        headers: '{"Authorization":"Bearer $(system.AccessToken)"}',
        body: '',
        urlSuffix: addressOf(place, component),
        waitForCompletion: 'false',
        successCriteria: CRITERION,
      },
    },
  };
}

/**
 * A component that is called as its repository is left to the run, so that several repositories can share an environment.
 * Every other one is named.
 */
function addressOf({ projectId, repository, repositoryId, ledgerBranch }: GatePlace, component: string): string {
  const isOwn = component === repository && /^[\w.-]+$/.test(component);
  const [id, name] = isOwn ? ['$(Build.Repository.ID)', OWN_NAME] : [repositoryId, encodeURIComponent(component)];
  const version = `versionDescriptor.version=${encodeURIComponent(ledgerBranch)}&versionDescriptor.versionType=branch`;
  return `${projectId}/_apis/git/repositories/${id}/items?path=/staging/${name}.json&${version}&$format=text&api-version=7.1`;
}

/** Whose readiness a check asks for; undefined: it is another check. */
export function componentOf({ inputs }: RestSettings, { repository }: GatePlace): string | undefined {
  const [, path] = /[?&]path=(?:\/|%2F)?staging(?:\/|%2F)([^&]+)\.json(?:&|$)/i.exec(inputs['urlSuffix'] ?? '') ?? [];
  if (path === undefined) return undefined;
  if (path.toLowerCase() === OWN_NAME.toLowerCase()) return repository;
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}

/** What keeps a check of the ledger from doing its work, each as a sentence. */
export function readyFaults(
  { inputs, retryInterval }: RestSettings,
  place: GatePlace,
  connection: GenericConnection | undefined,
): readonly string[] {
  const { successCriteria = '', waitForCompletion = '' } = inputs;
  return [
    ...(plain(successCriteria) === plain(CRITERION) ? [] : [`Its success criteria are not ${CRITERION}.`]),
    ...(/^false$/i.test(waitForCompletion) ? [] : ['Its completion event is not ApiResponse.']),
    ...(retryInterval > 0 ? [] : ['It is evaluated once, so a release that is not ready yet fails at once.']),
    ...(connection === undefined || leadsTo(place, connection)
      ? []
      : [`Its connection ${connection.name} leads to ${connection.url}, not to ${place.collectionUri}.`]),
  ];
}

const plain = (text: string): string => text.replaceAll(/\s/g, '').replaceAll('"', "'").toLowerCase();

/** The connection of a check among those that can be seen. */
export const connectionOf = (
  { inputs }: RestSettings,
  connections: readonly GenericConnection[],
): GenericConnection | undefined =>
  connections.find(({ id, name }) => [id, name].includes(inputs['connectedServiceName'] ?? ''));

/**
 * The connection that a check may send the job's token over: one to this very collection, with the slash at its end, to
 * which the rest of the address is added as it stands.
 */
export const connectionTo = (
  place: GatePlace,
  connections: readonly GenericConnection[],
): GenericConnection | undefined => connections.find((connection) => leadsTo(place, connection));

const leadsTo = ({ collectionUri }: GatePlace, { url }: GenericConnection): boolean =>
  url.toLowerCase() === collectionUri.toLowerCase();
