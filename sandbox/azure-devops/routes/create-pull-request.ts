import * as z from 'zod';
import { RestError } from '../errors.ts';
import { presentPullRequest } from '../present/pull-request.ts';
import { createPullRequest } from '../pull-requests.ts';
import { json } from '../rest/answers.ts';
import { requirePermission } from '../rest/authentication.ts';
import { readBody } from '../rest/body.ts';
import { repositoryOf, type Call } from '../rest/call.ts';
import { workItemNotFound } from '../work-items/errors.ts';
import { linkWorkItem } from '../work-items/pull-request-links.ts';
import { checkBypass, completionOptions } from './completion-options.ts';
import { branch, description, title } from './pull-request-fields.ts';

const newPullRequest = z.strictObject({
  sourceRefName: branch,
  targetRefName: branch,
  title,
  description: description.optional(),
  isDraft: z.boolean().optional(),
  labels: z.array(z.strictObject({ name: z.string().trim().min(1) })).optional(),
  reviewers: z.array(z.strictObject({ id: z.string(), isRequired: z.boolean().optional() })).optional(),
  workItemRefs: z
    .array(z.strictObject({ id: z.string().regex(/^[1-9]\d{0,8}$/), url: z.string().optional() }))
    .optional(),
  completionOptions: completionOptions.optional(),
});

type NewPullRequest = z.infer<typeof newPullRequest>;

/** POST: a pull request with its labels, reviewers and work items, or nothing of it. */
export async function postPullRequest(call: Call) {
  const place = repositoryOf(call);
  requirePermission(call.caller, 'contributeToPullRequests');
  const body = readBody(call, newPullRequest);
  checkBypass(call, body.completionOptions);
  checkReviewers(call, body);
  const items = [...new Set((body.workItemRefs ?? []).map(({ id }) => Number(id)))];
  for (const id of items) if (!call.organisation.workItems.get(id)) throw workItemNotFound(id);
  const pullRequest = await createPullRequest(call.world, place, {
    source: body.sourceRefName,
    target: body.targetRefName,
    title: body.title,
    description: body.description ?? '',
    author: call.caller.identity,
    labels: (body.labels ?? []).map(({ name }) => name),
    isDraft: body.isDraft ?? false,
    reviewers: (body.reviewers ?? []).map(({ id, isRequired = false }) => ({ id, isRequired })),
    ...(body.completionOptions === undefined ? {} : { completionOptions: body.completionOptions }),
  });
  for (const workItemId of items)
    linkWorkItem(call.world, call.organisation, pullRequest, { workItemId, byId: call.caller.identity.id });
  return json(presentPullRequest(call.world, { ...place, pullRequest }), 201);
}

function checkReviewers({ organisation }: Call, { reviewers = [] }: NewPullRequest): void {
  for (const { id } of reviewers)
    if (!organisation.document.identities.some((one) => one.id === id))
      throw new RestError(400, 'GitPullRequestInvalidReviewer', `TF401186: The identity '${id}' is no valid reviewer.`);
}
