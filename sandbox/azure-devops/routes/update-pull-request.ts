import * as z from 'zod';
import { complete } from '../complete.ts';
import { invalidArgument, RestError } from '../errors.ts';
import { presentPullRequest } from '../present/pull-request.ts';
import { refreshPullRequests, retarget, storedDescription } from '../pull-requests.ts';
import { json } from '../rest/answers.ts';
import { requirePermission } from '../rest/authentication.ts';
import { enumValue, readBody } from '../rest/body.ts';
import { pullRequestOf, save, type Call, type PullRequestPlace } from '../rest/call.ts';
import { branch, description, title } from './pull-request-fields.ts';

const mergeStrategy = enumValue({ noFastForward: 1, squash: 2, rebase: 3, rebaseMerge: 4 });

const completionOptions = z.strictObject({
  mergeStrategy: mergeStrategy.optional(),
  deleteSourceBranch: z.boolean().optional(),
  mergeCommitMessage: z.string().optional(),
  transitionWorkItems: z.boolean().optional(),
  bypassPolicy: z.boolean().optional(),
  bypassReason: z.string().optional(),
  squashMerge: z.boolean().optional(),
  autoCompleteIgnoreConfigIds: z.array(z.number()).optional(),
});

const update = z.strictObject({
  status: enumValue({ active: 1, abandoned: 2, completed: 3 }).optional(),
  title: title.optional(),
  description: description.optional(),
  isDraft: z.boolean().optional(),
  targetRefName: branch.optional(),
  completionOptions: completionOptions.optional(),
  autoCompleteSetBy: z.strictObject({ id: z.string() }).optional(),
  lastMergeSourceCommit: z.strictObject({ commitId: z.string(), url: z.string().optional() }).optional(),
});

type PullRequestUpdate = z.infer<typeof update>;

const notEditable = (message: string) => new RestError(400, 'GitPullRequestNotEditableException', message);

/** PATCH: what the service lets change, each only while it may. */
export async function updatePullRequest(call: Call) {
  const place = pullRequestOf(call);
  requirePermission(call.caller, 'contributeToPullRequests');
  const body = readBody(call, update);
  const { pullRequest } = place;
  if (Object.keys(body).length === 0) throw invalidArgument('The pull request update changes nothing.');
  if (pullRequest.status === 'completed')
    throw notEditable('TF401181: The pull request cannot be edited due to its state.');
  if (body.lastMergeSourceCommit !== undefined && body.status !== 'completed')
    throw invalidArgument('lastMergeSourceCommit is only taken when the pull request is completed.');
  const { title: oldTitle, description: oldDescription, isDraft, completionOptions: options } = pullRequest;
  try {
    edit(call, place, body);
    if (body.targetRefName !== undefined && body.targetRefName !== pullRequest.targetRef)
      await retarget(call.world, place, pullRequest, body.targetRefName);
    if (body.status !== undefined) await changeStatus(call, place, body);
  } catch (error) {
    // All of the update or nothing.
    Object.assign(pullRequest, { title: oldTitle, description: oldDescription, isDraft, completionOptions: options });
    save(call, place);
    throw error;
  }
  save(call, place);
  return json(presentPullRequest(call.world, place));
}

function edit({ organisation }: Call, { pullRequest }: PullRequestPlace, body: PullRequestUpdate) {
  if (body.title !== undefined) pullRequest.title = body.title;
  if (body.description !== undefined) pullRequest.description = storedDescription(body.description);
  if (body.isDraft !== undefined) pullRequest.isDraft = body.isDraft;
  if (body.completionOptions !== undefined) pullRequest.completionOptions = body.completionOptions;
  const { autoCompleteSetBy } = body;
  if (autoCompleteSetBy === undefined) return;
  if (!organisation.document.identities.some(({ id }) => id === autoCompleteSetBy.id))
    throw invalidArgument(`The identity '${autoCompleteSetBy.id}' does not exist.`);
  pullRequest.autoCompleteSetById = autoCompleteSetBy.id;
}

async function changeStatus(call: Call, place: PullRequestPlace, body: PullRequestUpdate) {
  const { pullRequest } = place;
  if (body.status === 'active') {
    delete pullRequest.closedDate;
    delete pullRequest.closedById;
    pullRequest.status = 'active';
    return refreshPullRequests(call.world, place, call.caller.identity);
  }
  if (body.status === 'completed') {
    requirePermission(call.caller, 'contribute');
    await complete(call.world, place, body.lastMergeSourceCommit?.commitId);
  } else pullRequest.status = 'abandoned';
  pullRequest.closedDate = call.world.clock.now().toISOString();
  pullRequest.closedById = call.caller.identity.id;
  save(call, place);
  if (body.status === 'completed') await refreshPullRequests(call.world, place, call.caller.identity);
}
