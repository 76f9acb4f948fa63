import type { Identity } from '../documents.ts';
import { invalidArgument, RestError } from '../errors.ts';
import { isPerson } from '../identities.ts';
import { refuseUnknownQuery } from '../pipelines/place.ts';
import { descriptorOf } from '../present/identity.ts';
import { organisationUrl } from '../present/repository.ts';
import { json, list } from '../rest/answers.ts';
import { value, type Call } from '../rest/call.ts';
import { route, type Route } from '../rest/router.ts';

/** The area of identities, which the service serves from a host of its own. */
const AREA = '8a3d49b8-91f0-46ef-b33d-dda338c25db3';

/** ResourceAreaInfo. */
function getArea(call: Call) {
  const id = value(call, 'area').toLowerCase();
  if (id !== AREA) throw new RestError(404, 'VssResourceNotFoundException', `The sandbox has no resource area ${id}.`);
  return json({ id, name: 'IMS', locationUrl: `${organisationUrl(call.world, call.organisation)}/` });
}

const text = ($value: string) => ({ $type: 'System.String', $value });

/** Of a group its name without the project. */
const accountOf = ({ displayName, uniqueName, memberIds }: Identity) =>
  memberIds === undefined ? uniqueName : displayName.replace(/^\[[^\]]*\]\\/, '');

/** Identity. A group has no account of its own, and a service no address. */
function present(identity: Identity) {
  const { id, displayName, uniqueName, memberIds } = identity;
  const isGroup = memberIds !== undefined;
  const kind = isGroup
    ? 'Microsoft.TeamFoundation.Identity'
    : isPerson(identity)
      ? 'Microsoft.IdentityModel.Claims.ClaimsIdentity'
      : 'Microsoft.TeamFoundation.ServiceIdentity';
  return {
    id,
    descriptor: `${kind};${isGroup ? id : uniqueName}`,
    subjectDescriptor: descriptorOf(identity),
    providerDisplayName: displayName,
    isActive: true,
    ...(isGroup ? { isContainer: true } : {}),
    members: [],
    memberOf: [],
    memberIds: [],
    properties: {
      SchemaClassName: text(isGroup ? 'Group' : 'User'),
      Account: text(accountOf(identity)),
      ...(!isGroup && isPerson(identity) ? { Mail: text(uniqueName) } : {}),
    },
    resourceVersion: 2,
    metaTypeId: isGroup ? 255 : 0,
  };
}

/** By id, null for an id that is nobody's; or by what they are called. */
function readIdentities(call: Call) {
  refuseUnknownQuery(call, ['identityIds', 'searchFilter', 'filterValue', 'queryMembership']);
  const { identities } = call.organisation.document;
  const [ids, filter, sought] = ['identityids', 'searchfilter', 'filtervalue'].map((name) => call.query.get(name));
  if (!/^(none|direct)$/i.test(call.query.get('querymembership') ?? 'none'))
    throw invalidArgument('The sandbox tells nothing of memberships beyond those of a group itself.');
  if (ids !== undefined)
    return list(
      ids
        .toLowerCase()
        .split(',')
        .map((wanted) => identities.find(({ id }) => id === wanted))
        .map((found) => (found ? present(found) : null)),
    );
  if (filter === undefined || sought === undefined || sought === '')
    throw invalidArgument('Either identityIds, or searchFilter and filterValue are needed.', 'ArgumentNullException');
  return list(identities.filter(matcher(filter, sought.toLowerCase())).map(present));
}

/** `General` finds beginnings, too: who asks for Ada is also told of Adam. */
function matcher(filter: string, sought: string): (identity: Identity) => boolean {
  switch (filter.toLowerCase()) {
    case 'general':
      return (identity) =>
        [identity.displayName, accountOf(identity)].some((name) => name.toLowerCase().startsWith(sought));
    case 'displayname':
      return ({ displayName }) => displayName.toLowerCase() === sought;
    case 'accountname':
      return (identity) => accountOf(identity).toLowerCase() === sought;
    case 'mailaddress':
      return (identity) =>
        isPerson(identity) && identity.memberIds === undefined && identity.uniqueName.toLowerCase() === sought;
    default:
      throw invalidArgument(`The sandbox does not know the search filter '${filter}'.`);
  }
}

export const identityRoutes: readonly Route[] = [
  { ...route('GET', 'resourceAreas/{area}', 1, getArea), unreleased: true },
  route('GET', 'identities', 1, readIdentities),
];
