import type { ScreenField } from '../documents.ts';
import { refusal, fieldErrors } from '../errors.ts';
import { setFields } from '../fields/set-fields.ts';
import { newComment } from '../new-comment.ts';
import { presentTransition } from '../present/transition.ts';
import { json, noContent } from '../rest/answers.ts';
import { readBody } from '../rest/body.ts';
import { queryList, requireIssue, type Call } from '../rest/call.ts';
import { route, type Route } from '../rest/router.ts';
import { checkValidators, follow, putResolution } from '../workflow/move-issue.ts';
import { findOffers, type IssuePlace } from '../workflow/offered.ts';
import { saveIssue } from '../world.ts';
import { issueBody } from './issues.ts';

function listTransitions(call: Call) {
  const { world, caller, query } = call;
  const place = requireIssue(call);
  const only = query.get('transitionId');
  const withUnavailable = query.get('includeUnavailableTransitions') === 'true';
  const withFields = queryList(call, 'expand').includes('transitions.fields');
  const transitions = findOffers(world, place.project, place.issue, caller)
    .filter(({ isAvailable }) => isAvailable || withUnavailable)
    .filter(({ transition }) => only === null || transition.id === only)
    .map((offer) => presentTransition(world, place, offer, { withFields }));
  return json({ expand: 'transitions', transitions });
}

function transitionId(given: unknown): string {
  if (typeof given !== 'object' || given === null) throw refusal(400, "Missing 'transition' identifier");
  const { id } = given as { readonly id?: unknown };
  if (id === undefined) throw refusal(400, "Missing 'transition' identifier");
  if ((typeof id === 'string' || typeof id === 'number') && /^\d+$/.test(String(id))) return String(id);
  throw refusal(400, "'transition' identifier must be an integer.");
}

function chooseTransition({ world, caller }: Call, { issue, project }: IssuePlace, id: string) {
  const found = findOffers(world, project, issue, caller).find(({ transition }) => transition.id === id);
  if (found?.isAvailable) return found.transition;
  const name = project.workflows[issue.typeId]?.transitions.find((one) => one.id === id)?.name ?? `Action ${id}`;
  throw refusal(
    400,
    `It seems that you have tried to perform a workflow operation (${name}) that is not valid for the current state of this issue (${issue.key}). The likely cause is that somebody has changed the issue recently, please look at the issue history for details.`,
  );
}

/** The bodies of the comments that a transition's screen adds. */
function readComments(operations: unknown, screen: readonly ScreenField[] | undefined): readonly unknown[] {
  if (operations === undefined) return [];
  if (!screen)
    throw fieldErrors({ comment: "Field 'comment' cannot be set. It is not on the appropriate screen, or unknown." });
  const list = Array.isArray(operations) ? (operations as readonly unknown[]) : [undefined];
  return list.map((operation) => {
    const added = operation as { readonly add?: { readonly body?: unknown } } | undefined;
    if (added?.add === undefined) throw fieldErrors({ comment: 'data was not an array of comments to add' });
    return added.add.body;
  });
}

function postTransition(call: Call) {
  const { world, caller } = call;
  const place = requireIssue(call);
  const { issue, project } = place;
  const { transition: given, fields = {}, update = {}, properties = [] } = readBody(call, issueBody);
  const transition = chooseTransition(call, place, transitionId(given));
  const { comment, ...rest } = update;
  const bodies = readComments(comment, transition.screen);
  const before = { ...issue, fields: issue.fields };
  const values = setFields(
    { fields, update: rest },
    { screen: transition.screen ?? [], context: { world, project }, old: before.fields, isComplete: true },
  );
  checkValidators(world, project, { ...issue, fields: values }, transition);
  const comments = bodies.map((body) => newComment(world, { body, by: caller.user }));
  issue.fields = values;
  if (values['resolution'] !== before.fields['resolution'])
    putResolution(world, issue, values['resolution'] as string | undefined);
  follow(world, place, transition, caller.user);
  issue.comments.push(...comments);
  for (const { key, value } of properties) issue.properties[key] = value;
  saveIssue(world, issue);
  return noContent();
}

export const transitionRoutes: readonly Route[] = [
  route('GET', 'issue/{issue}/transitions', listTransitions),
  route('POST', 'issue/{issue}/transitions', postTransition),
];
