import * as z from 'zod';
import { invalidArgument, RestError } from '../errors.ts';
import { projectPlace, refuseUnknownQuery } from '../pipelines/place.ts';
import { json, list } from '../rest/answers.ts';
import { readBody } from '../rest/body.ts';
import { value, type Call } from '../rest/call.ts';
import { route, type Route } from '../rest/router.ts';
import { areaNodeId } from './area-nodes.ts';
import { hasPermissions, namespaceOf } from './evaluate.ts';
import { NAMESPACES, type Namespace } from './namespaces.ts';

const batch = z.strictObject({
  alwaysAllowAdministrators: z.boolean().optional(),
  evaluations: z
    .array(
      z.strictObject({
        securityNamespaceId: z.guid(),
        token: z.string().min(1),
        permissions: z.int().min(1),
        value: z.unknown().optional(),
      }),
    )
    .min(1),
});

/** PermissionEvaluationBatch with its values filled in. */
function evaluateBatch(call: Call) {
  const { alwaysAllowAdministrators = false, evaluations } = readBody(call, batch);
  return json({
    alwaysAllowAdministrators,
    evaluations: evaluations.map((one) => ({
      ...one,
      value: hasPermissions(call, namespaceOf(one.securityNamespaceId), one),
    })),
  });
}

/** One answer per token, in their order. */
function hasPermission(call: Call) {
  refuseUnknownQuery(call, ['tokens', 'alwaysAllowAdministrators', 'delimiter']);
  const mask = value(call, 'permissions');
  if (!/^\d{1,9}$/.test(mask)) throw invalidArgument(`The value '${mask}' is not valid for permissions.`);
  const namespace = namespaceOf(value(call, 'namespace'));
  const tokens = (call.query.get('tokens') ?? '').split(call.query.get('delimiter') ?? ',').filter(Boolean);
  if (tokens.length === 0) throw invalidArgument('The parameter tokens is needed.', 'ArgumentNullException');
  return list(tokens.map((token) => hasPermissions(call, namespace, { token, permissions: Number(mask) })));
}

const presentNamespace = ({ id, name, displayName, separator, actions }: Namespace) => ({
  namespaceId: id,
  name,
  displayName,
  separatorValue: separator,
  elementLength: -1,
  writePermission: 1,
  readPermission: 1,
  dataspaceCategory: 'Default',
  actions: actions.map(({ bit, name: action, displayName: shown }) => ({
    bit,
    name: action,
    displayName: shown,
    namespaceId: id,
  })),
  structureValue: 1,
  systemBitMask: 0,
  useTokenTranslator: false,
  isRemotable: true,
});

/** WorkItemClassificationNode: the sandbox's projects have their root area alone. */
function rootArea(call: Call) {
  refuseUnknownQuery(call, ['$depth']);
  const { project } = projectPlace(call);
  if (value(call, 'group').toLowerCase() !== 'areas')
    throw new RestError(404, 'VssResourceNotFoundException', 'The sandbox has areas, not iterations.');
  const identifier = areaNodeId(project);
  return json({
    id: 1,
    identifier,
    name: project.name,
    structureType: 'area',
    hasChildren: false,
    path: `\\${project.name}\\Area`,
  });
}

export const securityAreaRoutes: readonly Route[] = [
  route('POST', 'security/permissionevaluationbatch', 1, evaluateBatch),
  route('GET', 'permissions/{namespace}/{permissions}', 2, hasPermission),
  route('GET', 'securitynamespaces', 1, () => list(NAMESPACES.map(presentNamespace))),
  route('GET', 'securitynamespaces/{namespace}', 1, (call) =>
    list([presentNamespace(namespaceOf(value(call, 'namespace')))]),
  ),
  route('GET', 'wit/classificationnodes/{group}', 2, rootArea),
];
