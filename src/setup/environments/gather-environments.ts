import { mapConcurrently } from '../../concurrency.ts';
import { keyOf, type Gathered, type GatheredEnvironment } from './gathered.ts';
import { templatesOf } from './judge-template.ts';
import { attempt, type Attempt } from '../attempt.ts';
import type { EnvironmentReader, EnvironmentsRequest, Template } from './ports.ts';
import { resolveApprovers } from './resolve-approvers.ts';

const CONCURRENCY = 4;

/** Reads everything about the environments. What cannot be read is told in its place and hides nothing else. */
export async function gatherEnvironments(reader: EnvironmentReader, wanted: EnvironmentsRequest): Promise<Gathered> {
  const { place } = wanted;
  // Agents of some servers leave the slash out.
  const collectionUri = `${place.collectionUri.replace(/\/+$/, '')}/`;
  const request = { ...wanted, place: { ...place, collectionUri } };
  const [self, approvers, connections, pipelines, environments] = await Promise.all([
    attempt(() => reader.readSelf()),
    attempt(() => findApprovers(reader, request.approvers)),
    attempt(() => reader.listGenericConnections()),
    attempt(() => reader.listPipelineFiles()),
    mapConcurrently(distinct(request.environments), CONCURRENCY, (name) => gatherEnvironment(reader, name)),
  ]);
  const guards = await gatherGuards(reader, environments);
  return { request, self, approvers, connections, pipelines, environments, guards };
}

/** The service tells names in one case from those in another as little as we do. */
const distinct = (names: readonly string[]): readonly string[] =>
  [...new Map(names.toReversed().map((name) => [name.toLowerCase(), name])).values()].toReversed();

async function findApprovers(reader: EnvironmentReader, texts: readonly string[]) {
  const search = async (text: string) => ({ text, found: await reader.findIdentities(text) });
  return resolveApprovers(await mapConcurrently(texts, CONCURRENCY, search));
}

/** One environment, with what hangs on it. */
export async function gatherEnvironment(reader: EnvironmentReader, name: string): Promise<GatheredEnvironment> {
  const found = await attempt(() => reader.findEnvironment(name));
  const environment = 'value' in found ? found.value : undefined;
  if (environment === undefined) return { name, found, checks: undefined, permitted: undefined };
  const [checks, permitted] = await Promise.all([
    attempt(() => reader.readChecks(environment)),
    attempt(() => reader.readPermitted(environment)),
  ]);
  return { name, found, checks, permitted };
}

async function gatherGuards(
  reader: EnvironmentReader,
  environments: readonly GatheredEnvironment[],
): Promise<ReadonlyMap<string, Attempt<boolean | undefined>>> {
  const templates = new Map<string, Template>();
  for (const { checks } of environments)
    if (checks !== undefined && 'value' in checks)
      for (const template of templatesOf(checks.value)) templates.set(keyOf(template), template);
  const guard = async ([key, template]: readonly [string, Template]) =>
    [key, await attempt(() => reader.isGuarded(template))] as const;
  return new Map(await mapConcurrently([...templates], CONCURRENCY, guard));
}
