import { projectPlace, refuseUnknownQuery, type ProjectPlace } from '../pipelines/place.ts';
import { presentIdentityOf } from '../present/identity.ts';
import { json, list } from '../rest/answers.ts';
import { value, type Call } from '../rest/call.ts';
import { route, type Route } from '../rest/router.ts';
import { isNewer } from '../rest/versions.ts';
import type { ConnectionDocument } from './documents.ts';

const INCOMING = /^incomingwebhook$/i;

/** ServiceEndpoint; secrets never come back. */
function present(
  { world, organisation, project }: ProjectPlace,
  connection: ConnectionDocument,
  { newer }: { readonly newer: boolean },
) {
  const { guid, name, type, url, createdById, username } = connection;
  return {
    data: {},
    id: guid,
    name,
    type,
    url,
    description: '',
    createdBy: presentIdentityOf(world, organisation, createdById),
    authorization: INCOMING.test(type)
      ? { parameters: { webhookname: name, webhooksecret: null }, scheme: 'None' }
      : {
          parameters: { ...(username === undefined ? {} : { username }), password: null },
          scheme: 'UsernamePassword',
        },
    isShared: false,
    ...(newer ? { isOutdated: false } : {}),
    isReady: true,
    owner: 'Library',
    serviceEndpointProjectReferences: [
      { projectReference: { id: project.id, name: project.name }, name, description: '' },
    ],
  };
}

const ofProject = ({ organisation, project }: ProjectPlace) =>
  organisation.connections.all.filter(({ projectId }) => projectId === project.id);

function listConnections(call: Call) {
  refuseUnknownQuery(call, ['endpointNames', 'type', 'includeFailed', 'includeDetails']);
  const place = projectPlace(call);
  const names = call.query.get('endpointnames')?.toLowerCase().split(',');
  const type = call.query.get('type')?.toLowerCase();
  const found = ofProject(place).filter(
    (one) =>
      (names?.includes(one.name.toLowerCase()) ?? true) && (type === undefined || one.type.toLowerCase() === type),
  );
  return list(found.map((one) => present(place, one, { newer: isNewer(call) })));
}

/** The service answers null, not 404, for a connection that is not there. */
function getConnection(call: Call) {
  const place = projectPlace(call);
  const id = value(call, 'endpoint').toLowerCase();
  const found = ofProject(place).find(({ guid }) => guid === id);
  return json(found ? present(place, found, { newer: isNewer(call) }) : null);
}

export const connectionRoutes: readonly Route[] = [
  route('GET', 'serviceendpoint/endpoints', 4, listConnections),
  route('GET', 'serviceendpoint/endpoints/{endpoint}', 4, getConnection),
];
