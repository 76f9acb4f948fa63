import * as z from 'zod';
import { requestCompletion } from '../completion/request-completion.ts';
import type { PullRequestDocument } from '../documents.ts';
import { invalidArgument, RestError } from '../errors.ts';
import { presentPullRequest } from '../present/pull-request.ts';
import { refreshPullRequests, retarget, storedDescription } from '../pull-requests.ts';
import { json } from '../rest/answers.ts';
import { may, requirePermission } from '../rest/authentication.ts';
import { enumValue, readBody } from '../rest/body.ts';
import { pullRequestOf, save, type Call, type PullRequestPlace } from '../rest/call.ts';
import { checkBypass, completionOptions, mergeOptions } from './completion-options.ts';
import { branch, description, title } from './pull-request-fields.ts';

const update = z.strictObject({
  status: enumValue({ active: 1, abandoned: 2, completed: 3 }).optional(),
  title: title.optional(),
  description: description.optional(),
  isDraft: z.boolean().optional(),
  targetRefName: branch.optional(),
  completionOptions: completionOptions.optional(),
  mergeOptions: mergeOptions.optional(),
  autoCompleteSetBy: z.strictObject({ id: z.string() }).optional(),
  lastMergeSourceCommit: z.strictObject({ commitId: z.string(), url: z.string().optional() }).optional(),
});

type PullRequestUpdate = z.infer<typeof update>;

const EDITABLE = [
  'title',
  'description',
  'isDraft',
  'completionOptions',
  'mergeOptions',
  'autoCompleteSetById',
] as const;

const notEditable = (message: string) => new RestError(400, 'GitPullRequestNotEditableException', message);

/** PATCH: what the service lets change, each only while it may. */
export async function updatePullRequest(call: Call) {
  const place = pullRequestOf(call);
  requirePermission(call.caller, 'contributeToPullRequests');
  const body = readBody(call, update);
  checkBypass(call, body.completionOptions);
  const { pullRequest } = place;
  if (Object.keys(body).length === 0) throw invalidArgument('The pull request update changes nothing.');
  if (pullRequest.status === 'completed')
    throw notEditable('TF401181: The pull request cannot be edited due to its state.');
  if (body.lastMergeSourceCommit !== undefined && body.status !== 'completed')
    throw invalidArgument('lastMergeSourceCommit is only taken when the pull request is completed.');
  const before = Object.fromEntries(EDITABLE.map((field) => [field, pullRequest[field]]));
  try {
    edit(call, place, body);
    if (body.targetRefName !== undefined && body.targetRefName !== pullRequest.targetRef)
      await retarget(call.world, place, pullRequest, body.targetRefName);
    if (body.status !== undefined) await changeStatus(call, place, body);
  } catch (error) {
    // All of the update or nothing.
    Object.assign(pullRequest, before);
    save(call, place);
    throw error;
  }
  call.world.triggers.pullRequestChanged(call.world, place, pullRequest);
  save(call, place);
  return json(presentPullRequest(call.world, place));
}

function edit(call: Call, { pullRequest }: PullRequestPlace, body: PullRequestUpdate) {
  if (body.title !== undefined) pullRequest.title = body.title;
  if (body.description !== undefined) pullRequest.description = storedDescription(body.description);
  if (body.isDraft !== undefined) pullRequest.isDraft = body.isDraft;
  if (body.completionOptions !== undefined) pullRequest.completionOptions = body.completionOptions;
  if (body.mergeOptions !== undefined) pullRequest.mergeOptions = body.mergeOptions;
  if (body.autoCompleteSetBy !== undefined) setAutoComplete(call, pullRequest, body.autoCompleteSetBy.id);
}

const NOBODY = '00000000-0000-0000-0000-000000000000';

/** Everyone sets it for themselves; nobody's id takes it back. */
function setAutoComplete({ caller }: Call, pullRequest: PullRequestDocument, id: string): void {
  if (id === NOBODY) {
    delete pullRequest.autoCompleteSetById;
    return;
  }
  if (id !== caller.identity.id)
    throw invalidArgument(`autoCompleteSetBy must be the caller's own identity, not '${id}'.`);
  requirePermission(caller, 'contribute');
  if (pullRequest.status !== 'active' || pullRequest.isDraft)
    throw notEditable('TF401181: Auto-complete can only be set on an active, published pull request.');
  pullRequest.autoCompleteSetById = id;
}

async function changeStatus(call: Call, place: PullRequestPlace, body: PullRequestUpdate) {
  const { pullRequest } = place;
  if (body.status === 'completed') {
    requirePermission(call.caller, 'contribute');
    return requestCompletion(call.world, place, {
      commit: body.lastMergeSourceCommit?.commitId,
      requestedById: call.caller.identity.id,
      bypassPolicy: mayBypass(call, pullRequest),
    });
  }
  if (pullRequest.completion)
    throw notEditable('TF401181: The pull request cannot be edited due to its state: it is being completed.');
  if (body.status === 'active') {
    delete pullRequest.closedDate;
    delete pullRequest.closedById;
    pullRequest.status = 'active';
    return refreshPullRequests(call.world, place, call.caller.identity);
  }
  pullRequest.status = 'abandoned';
  delete pullRequest.autoCompleteSetById;
  pullRequest.closedDate = call.world.clock.now().toISOString();
  pullRequest.closedById = call.caller.identity.id;
}

/** Asked for by whoever set the options, but only in the hands of somebody who may. */
function mayBypass(call: Call, { completionOptions: options }: PullRequestDocument): boolean {
  return options?.['bypassPolicy'] === true && may(call.caller, 'bypassPullRequestPolicies');
}
