import { json, list } from '../rest/answers.ts';
import { invalidArgument } from '../errors.ts';
import { queryFlag, queryNumber, type Call } from '../rest/call.ts';
import { route, type Route } from '../rest/router.ts';
import { pipelineOf, pipelinesOf, projectPlace, refuseUnknownQuery } from './place.ts';
import { presentDefinition } from './present.ts';

const LARGEST_PAGE = 10_000;

/** A name with * for any text, in any case. */
function nameTest(pattern: string | undefined): (name: string) => boolean {
  if (pattern === undefined || pattern === '') return () => true;
  const pieces = pattern.toLowerCase().split('*');
  const [first = '', last = ''] = [pieces[0], pieces.at(-1)];
  if (pieces.length === 1) return (name) => name.toLowerCase() === first;
  return (text) => {
    const name = text.toLowerCase();
    let at = first.length;
    if (!name.startsWith(first)) return false;
    for (const piece of pieces.slice(1, -1)) {
      const found = name.indexOf(piece, at);
      if (found < 0) return false;
      at = found + piece.length;
    }
    return name.length - last.length >= at && name.endsWith(last);
  };
}

function listDefinitions(call: Call) {
  refuseUnknownQuery(call, [
    'name',
    '$top',
    'path',
    'repositoryId',
    'repositoryType',
    'includeAllProperties',
    'queryOrder',
    'continuationToken',
  ]);
  const place = projectPlace(call);
  const matches = nameTest(call.query.get('name'));
  const path = call.query.get('path');
  const repository = repositoryAsked(call);
  const listed = !queryFlag(call, 'includeAllProperties');
  const found = pipelinesOf(place)
    .filter(
      ({ name, folder, repositoryId }) =>
        matches(name) &&
        (path === undefined || folder.toLowerCase() === path.toLowerCase()) &&
        (repository === undefined || repositoryId === repository),
    )
    .toSorted(orderAsked(call));
  const token = call.query.get('continuationtoken');
  const at = token === undefined ? 0 : found.findIndex(({ name }) => name === token);
  if (at < 0) throw invalidArgument(`The continuation token '${token ?? ''}' is not valid.`);
  const end = at + queryNumber(call, '$top', LARGEST_PAGE);
  const answer = list(found.slice(at, end).map((pipeline) => presentDefinition({ ...place, pipeline }, { listed })));
  const next = found[end];
  return next === undefined
    ? answer
    : { ...answer, headers: { ...answer.headers, 'x-ms-continuationtoken': next.name } };
}

function repositoryAsked(call: Call): string | undefined {
  const [id, type] = [call.query.get('repositoryid')?.toLowerCase(), call.query.get('repositorytype')];
  if ((id === undefined) !== (type === undefined))
    throw invalidArgument('The parameters repositoryId and repositoryType go together.', 'ArgumentException');
  if (type !== undefined && !/^TfsGit$/i.test(type))
    throw invalidArgument(`The sandbox has repositories of Azure Repos, not of the type '${type}'.`);
  return id;
}

/** By number when no order is asked for, with which pages cannot be told apart. */
function orderAsked(call: Call): (one: { id: number; name: string }, other: { id: number; name: string }) => number {
  const order = call.query.get('queryorder') ?? 'none';
  if (/^none$/i.test(order)) {
    if (call.query.has('continuationtoken'))
      throw invalidArgument('A continuation token needs the order that it was made in.', 'ArgumentException');
    return (one, other) => one.id - other.id;
  }
  if (!/^definitionNameAscending$/i.test(order))
    throw invalidArgument(`The sandbox does not know the order '${order}' of pipelines.`);
  return (one, other) => one.name.localeCompare(other.name);
}

export const definitionRoutes: readonly Route[] = [
  route('GET', 'build/definitions', 8, listDefinitions),
  route('GET', 'build/definitions/{definition}', 8, (call) => json(presentDefinition(pipelineOf(call, 'definition')))),
];
