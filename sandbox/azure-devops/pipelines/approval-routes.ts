import * as z from 'zod';
import { invalidArgument } from '../errors.ts';
import { json, list } from '../rest/answers.ts';
import { enumValue, readBody } from '../rest/body.ts';
import { queryNumber, value, type Call } from '../rest/call.ts';
import { route, type Route } from '../rest/router.ts';
import { isNewer } from '../rest/versions.ts';
import { presentApproval, type ApprovalPlace } from './approvals.ts';
import { decideOn } from './decide-on.ts';
import { isOpen } from './decide-approval.ts';
import { approvalsOfProject, findApproval } from './find-approval.ts';
import { projectPlace, refuseUnknownQuery } from './place.ts';

const STATES = [
  'undefined',
  'uninitiated',
  'pending',
  'approved',
  'rejected',
  'skipped',
  'canceled',
  'timedout',
  'deferred',
  'failed',
  'completed',
  'all',
];

function expandOf(call: Call) {
  const given = (call.query.get('$expand') ?? 'none').toLowerCase().split(/[,\s]+/);
  for (const one of given)
    if (!['none', 'steps', 'permissions'].includes(one))
      throw invalidArgument(`The value '${one}' is not valid for $expand.`);
  const permissions = given.includes('permissions');
  return {
    steps: permissions || given.includes('steps'),
    permissions,
    pipeline: isNewer(call),
    caller: call.caller.identity,
  };
}

/** `completed` is every state that ended. */
function stateTest(state: string): (approval: ApprovalPlace) => boolean {
  if (!STATES.includes(state)) throw invalidArgument(`The value '${state}' is not valid for state.`);
  if (state === 'all') return () => true;
  if (state === 'completed') return ({ progress }) => !isOpen(progress);
  return ({ progress }) => progress.status.toLowerCase() === state;
}

function listApprovals(call: Call) {
  refuseUnknownQuery(call, ['approvalIds', '$expand', isNewer(call) ? 'assignedTo' : 'userIds', 'state', 'top']);
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
  const found = approvalsOfProject(projectPlace(call)).filter(
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
      status: enumValue({ approved: 4, rejected: 8, deferred: 256 }),
      comment: z.string().max(2000).nullish(),
      deferredTo: z.iso.datetime({ offset: true }).nullish(),
    }),
  )
  .min(1);

type Update = z.infer<typeof updates>[number];

function decide(call: Call, { approvalId, ...update }: Update): ApprovalPlace {
  const place = projectPlace(call);
  if (!isNewer(call) && (update.status === 'deferred' || (update.deferredTo ?? undefined) !== undefined))
    throw invalidArgument('Approvals are deferred since version 7.2 of the API.');
  decideOn(findApproval(place, approvalId), call.caller.identity, update);
  return findApproval(place, approvalId);
}

/** One after the other: a refusal leaves what came before it decided. */
function updateApprovals(call: Call) {
  projectPlace(call);
  const expand = expandOf(call);
  return list(readBody(call, updates).map((update) => presentApproval(decide(call, update), expand)));
}

const getApproval = (call: Call) =>
  json(presentApproval(findApproval(projectPlace(call), value(call, 'approval')), expandOf(call)));

export const approvalRoutes: readonly Route[] = [
  route('GET', 'pipelines/approvals', 2, listApprovals),
  route('PATCH', 'pipelines/approvals', 2, updateApprovals),
  route('GET', 'pipelines/approvals/{approval}', 2, getApproval),
];
