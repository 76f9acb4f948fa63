import { organisationUrl } from '../present/repository.ts';
import type { Organisation } from '../store.ts';
import type { World } from '../world.ts';
import type { FieldValue, RelationDocument } from './documents.ts';
import { badLink } from './errors.ts';

const PULL_REQUEST = /^vstfs:\/\/\/Git\/PullRequestId\/([^/%]+)(?:%2F|\/)([^/%]+)(?:%2F|\/)([1-9]\d*)$/i;

/** Names of artefact links and what their addresses look like. */
const ARTIFACTS: Readonly<Record<string, RegExp>> = {
  'Pull Request': PULL_REQUEST,
  'Fixed in Commit': /^vstfs:\/\/\/Git\/Commit\/[^/%]+(?:%2F|\/)[^/%]+(?:%2F|\/)[0-9a-f]{40}$/i,
  Branch: /^vstfs:\/\/\/Git\/Ref\/[^/%]+(?:%2F|\/)[^/%]+(?:%2F|\/)GB./i,
  Build: /^vstfs:\/\/\/Build\/Build\/[1-9]\d*$/i,
  'Integrated in build': /^vstfs:\/\/\/Build\/Build\/[1-9]\d*$/i,
};

const LINK_TYPES = [
  'System.LinkTypes.Hierarchy-Forward',
  'System.LinkTypes.Hierarchy-Reverse',
  'System.LinkTypes.Related',
];

export const pullRequestUri = (projectId: string, repositoryId: string, pullRequest: number) =>
  `vstfs:///Git/PullRequestId/${projectId}%2F${repositoryId}%2F${pullRequest}`;

interface PullRequestLink {
  readonly repositoryId: string;
  readonly pullRequestId: number;
}

/** The pull request that a relation names, if it names one. */
export function pullRequestOfRelation({ rel, url }: RelationDocument): PullRequestLink | undefined {
  const [, , repositoryId, number] = (rel === 'ArtifactLink' ? PULL_REQUEST.exec(url) : null) ?? [];
  if (repositoryId === undefined) return undefined;
  return { repositoryId: repositoryId.toLowerCase(), pullRequestId: Number(number) };
}

interface NewRelation {
  readonly rel: string;
  readonly url: string;
  readonly attributes?: Readonly<Record<string, FieldValue>> | undefined;
}

/** A relation as it is kept; throws 400 for a link type or an address that the service does not take. */
export function checkedRelation(world: World, organisation: Organisation, { rel, url, attributes = {} }: NewRelation) {
  const relation: RelationDocument = { rel, url, attributes };
  if (rel === 'ArtifactLink') checkArtifact(organisation, relation);
  else if (rel === 'Hyperlink') {
    if (!/^https?:\/\/./.test(url)) throw badLink(`The hyperlink '${url}' is not a valid address.`);
  } else if (LINK_TYPES.includes(rel)) checkWorkItem(world, organisation, url);
  else throw badLink('Unrecognized Resource link. Ensure that the resource location and the link type are correct.');
  return relation;
}

function checkArtifact(organisation: Organisation, relation: RelationDocument): void {
  const name = relation.attributes['name'];
  const pattern = typeof name === 'string' ? ARTIFACTS[name] : undefined;
  if (!pattern) throw badLink(`Unrecognized Resource link: the link name '${String(name ?? '')}' is not registered.`);
  if (!pattern.test(relation.url))
    throw badLink(`The artifact '${relation.url}' is not one of the kind '${String(name)}'.`);
  const link = pullRequestOfRelation(relation);
  if (!link) return;
  if (organisation.pullRequests.get(link.pullRequestId)?.repositoryId.toLowerCase() !== link.repositoryId)
    throw badLink(`The pull request ${link.pullRequestId} of '${relation.url}' does not exist.`);
}

function checkWorkItem(world: World, organisation: Organisation, url: string): void {
  const base = organisationUrl(world, organisation);
  const [, id] = /\/_apis\/wit\/workitems\/([1-9]\d*)$/i.exec(url) ?? [];
  if (!url.toLowerCase().startsWith(`${base.toLowerCase()}/`) || !organisation.workItems.get(Number(id)))
    throw badLink(`The work item '${url}' does not exist.`);
}
