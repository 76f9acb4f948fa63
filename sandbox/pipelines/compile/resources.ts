import type { RepositoryResource } from '../plan.ts';
import { readPipelineResources, type PipelineResource } from './pipeline-resources.ts';
import { itemsOf, opened, type Open } from './open.ts';
import { readFields, readName, readText, readWord } from './read.ts';
import { resolveAll } from './resolve.ts';
import { refuse, unsupported } from './node.ts';

interface Resources {
  readonly repositories: readonly RepositoryResource[];
  readonly pipelines: readonly PipelineResource[];
  /** Aliases of incoming webhooks: each is a parameter. */
  readonly webhooks: readonly string[];
}

const NO_RESOURCES: Resources = { repositories: [], pipelines: [], webhooks: [] };

/** Reads `resources:`. Throws PipelineInvalid; kinds that the sandbox has not are refused by name. */
export function readResources(open: Open | undefined): Resources {
  if (open === undefined) return NO_RESOURCES;
  if (opened(open).node.kind === 'sequence') unsupported(open.node.place, "the old form of 'resources'");
  const { get } = readFields(open, {
    keys: ['repositories', 'pipelines', 'webhooks'],
    missing: ['builds', 'containers', 'packages'],
  });
  return {
    repositories: itemsIn(get('repositories')).map(readRepository),
    pipelines: itemsIn(get('pipelines')).map(readPipelineResources),
    webhooks: itemsIn(get('webhooks')).map(readWebhook),
  };
}

const itemsIn = (open: Open | undefined): readonly Open[] => (open === undefined ? [] : [...itemsOf(open)]);

function readRepository(item: Open): RepositoryResource {
  const { get, place } = readFields(item, {
    keys: ['repository', 'type', 'name', 'ref', 'trigger'],
    missing: ['endpoint', 'checkoutOptions'],
  });
  const alias = readName(get('repository')) ?? refuse(place, "Unexpected value ''");
  const type = get('type');
  if (readWord(type, ['git', 'github', 'githubenterprise', 'bitbucket']) !== 'git')
    unsupported(type?.node.place ?? place, `repository resources of another type than 'git'`);
  const trigger = get('trigger');
  if (trigger !== undefined && readTriggerWord(trigger) !== 'none')
    unsupported(trigger.node.place, "'trigger' of a repository resource");
  const name = readName(get('name')) ?? refuse(place, `The repository resource '${alias}' must specify a name.`);
  const ref = readText(get('ref'));
  return { alias, name, ref: ref === undefined || ref === '' ? undefined : fullRef(ref) };
}

const readTriggerWord = (open: Open): string | undefined => {
  const { node } = opened(open);
  return node.kind === 'scalar' ? node.text : undefined;
};

const fullRef = (ref: string): string => (ref.startsWith('refs/') ? ref : `refs/heads/${ref}`);

function readWebhook(item: Open): string {
  const { get, place } = readFields(item, { keys: ['webhook', 'connection', 'filters'], missing: ['type'] });
  if (readName(get('connection')) === undefined) refuse(place, "Unexpected value ''");
  const filters = get('filters');
  if (filters !== undefined) resolveAll(filters);
  return readName(get('webhook')) ?? refuse(place, "Unexpected value ''");
}
