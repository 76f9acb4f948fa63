import { randomUUID } from 'node:crypto';
import * as z from 'zod';
import { notFound } from '../errors.ts';
import { presentLabel } from '../present/pull-request.ts';
import { json, list, nothing } from '../rest/answers.ts';
import { requirePermission } from '../rest/authentication.ts';
import { readBody } from '../rest/body.ts';
import { pullRequestOf, save, value, type Call, type PullRequestPlace } from '../rest/call.ts';
import { route, type Route } from '../rest/router.ts';

const newLabel = z.strictObject({ name: z.string().trim().min(1).max(400) });

const named = (text: string) => (label: { readonly id: string; readonly name: string }) =>
  label.id === text || label.name.toLowerCase() === text.toLowerCase();

function listLabels(call: Call) {
  const place = pullRequestOf(call);
  return list(place.pullRequest.labels.map((label) => presentLabel(call.world, place, label)));
}

function labelOf(call: Call, { pullRequest }: PullRequestPlace) {
  const label = pullRequest.labels.find(named(value(call, 'label')));
  if (!label) throw notFound('TagNotFoundException', `The label '${value(call, 'label')}' does not exist.`);
  return label;
}

function getLabel(call: Call) {
  const place = pullRequestOf(call);
  return json(presentLabel(call.world, place, labelOf(call, place)));
}

function createLabel(call: Call) {
  const place = pullRequestOf(call);
  requirePermission(call.caller, 'contributeToPullRequests');
  const { name } = readBody(call, newLabel);
  const known = place.pullRequest.labels.find(named(name));
  const label = known ?? { id: randomUUID(), name };
  if (!known) place.pullRequest.labels.push(label);
  save(call, place);
  return json(presentLabel(call.world, place, label));
}

function deleteLabel(call: Call) {
  const place = pullRequestOf(call);
  requirePermission(call.caller, 'contributeToPullRequests');
  const label = labelOf(call, place);
  place.pullRequest.labels = place.pullRequest.labels.filter((other) => other !== label);
  save(call, place);
  return nothing();
}

const LABELS = 'git/repositories/{repository}/pullRequests/{pullRequest}/labels';

export const labelRoutes: readonly Route[] = [
  route('GET', LABELS, 1, listLabels),
  route('POST', LABELS, 1, createLabel),
  route('GET', `${LABELS}/{label}`, 1, getLabel),
  route('DELETE', `${LABELS}/{label}`, 1, deleteLabel),
];
