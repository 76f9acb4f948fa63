import * as z from 'zod';
import { invalidArgument, RestError } from '../errors.ts';
import { json, list } from '../rest/answers.ts';
import { enumValue, readBody } from '../rest/body.ts';
import { queryNumber, value, type Call } from '../rest/call.ts';
import { route, type Route } from '../rest/router.ts';
import { approvalsOf, mayDecide, presentApproval, type ApprovalPlace } from './approvals.ts';
import { buildsOf, placeOfBuild, projectPlace, refuseUnknownQuery } from './place.ts';

const ASSEMBLY = 'Microsoft.Azure.Pipelines.Approval.WebApi';
const STATES = [
  'undefined',
  'uninitiated',
  'pending',
  'approved',
  'rejected',
  'skipped',
  'canceled',
  'timedout',
  'failed',
  'completed',
  'all',
];

const allOf = (call: Call): readonly ApprovalPlace[] => buildsOf(projectPlace(call)).flatMap(approvalsOf);

function findApproval(call: Call, id: string): ApprovalPlace {
  const found = allOf(call).find((one) => one.id === id.toLowerCase());
  if (found) return found;
  throw new RestError(404, 'ApprovalNotFoundException', `The approval ${id} was not found.`, { assembly: ASSEMBLY });
}

function expandOf(call: Call) {
  const given = (call.query.get('$expand') ?? 'none').toLowerCase().split(/[,\s]+/);
  for (const one of given)
    if (!['none', 'steps', 'permissions'].includes(one))
      throw invalidArgument(`The value '${one}' is not valid for $expand.`);
  const permissions = given.includes('permissions');
  const version = call.query.get('api-version') ?? call.request.headers.accept ?? '';
  return {
    steps: permissions || given.includes('steps'),
    permissions,
    pipeline: /\b7\.2-/.test(version),
    caller: call.caller.identity,
  };
}

/** `completed` is every state that ended. */
function stateTest(state: string): (approval: ApprovalPlace) => boolean {
  if (!STATES.includes(state)) throw invalidArgument(`The value '${state}' is not valid for state.`);
  if (state === 'all') return () => true;
  if (state === 'completed') return ({ progress }) => progress.status !== 'pending';
  return ({ progress }) => progress.status.toLowerCase() === state;
}

function listApprovals(call: Call) {
  refuseUnknownQuery(call, ['approvalIds', '$expand', 'userIds', 'assignedTo', 'state', 'top']);
  const setOf = (name: string) => {
    const items = (call.query.get(name) ?? '')
      .toLowerCase()
      .split(',')
      .map((one) => one.trim())
      .filter(Boolean);
    return items.length === 0 ? undefined : new Set(items);
  };
  const [ids, users] = [setOf('approvalids'), setOf('userids') ?? setOf('assignedto')];
  const inState = stateTest((call.query.get('state') ?? 'all').toLowerCase());
  const found = allOf(call).filter(
    (one) =>
      (ids?.has(one.id) ?? true) &&
      (users === undefined || one.script.approverIds.some((id) => users.has(id.toLowerCase()))) &&
      inState(one),
  );
  const expand = expandOf(call);
  return list(found.slice(0, queryNumber(call, 'top', found.length)).map((one) => presentApproval(one, expand)));
}

const updates = z
  .array(
    z.strictObject({
      approvalId: z.guid(),
      status: enumValue({ approved: 4, rejected: 8 }),
      comment: z.string().max(2000).nullish(),
    }),
  )
  .min(1);

type Update = z.infer<typeof updates>[number];

function decide(call: Call, { approvalId, status, comment }: Update): ApprovalPlace {
  const approval = findApproval(call, approvalId);
  const { identity } = call.caller;
  if (approval.progress.status !== 'pending')
    throw new RestError(
      400,
      'ApprovalAlreadyCompletedException',
      `The approval ${approval.id} is ${approval.progress.status} and can no longer be updated.`,
      { assembly: ASSEMBLY },
    );
  if (!mayDecide(approval, identity))
    throw new RestError(
      403,
      'ApprovalUnauthorizedException',
      `${identity.displayName} is not authorised to update the approval ${approval.id}.`,
      { assembly: ASSEMBLY },
    );
  const { place, stage } = approval;
  place.build.decisions.push({
    stage,
    approverId: identity.id,
    status,
    comment: comment ?? '',
    at: call.world.clock.now().toISOString(),
  });
  place.organisation.builds.save(place.build);
  const again = approvalsOf(placeOfBuild(place, place.build)).find(({ id }) => id === approval.id);
  return again ?? approval;
}

/** One after the other: a refusal leaves what came before it decided. */
function updateApprovals(call: Call) {
  projectPlace(call);
  const expand = expandOf(call);
  return list(readBody(call, updates).map((update) => presentApproval(decide(call, update), expand)));
}

const getApproval = (call: Call) => json(presentApproval(findApproval(call, value(call, 'approval')), expandOf(call)));

export const approvalRoutes: readonly Route[] = [
  route('GET', 'pipelines/approvals', 2, listApprovals),
  route('PATCH', 'pipelines/approvals', 2, updateApprovals),
  route('GET', 'pipelines/approvals/{approval}', 2, getApproval),
];
