import type { EntityProperties, Issue } from '../documents.ts';
import { refusal } from '../errors.ts';
import { json, noContent } from '../rest/answers.ts';
import { may } from '../rest/authentication.ts';
import { readJson } from '../rest/body.ts';
import { requireIssue, value, type Call } from '../rest/call.ts';
import { route, type Route, type RouteHandler } from '../rest/router.ts';
import { projectOf, restUrl, saveIssue } from '../world.ts';

const LONGEST_KEY = 255;
const LARGEST_VALUE = 32_768;

/** What has properties: an issue, or a comment of it. */
interface Holder {
  readonly issue: Issue;
  readonly properties: EntityProperties;
  readonly path: string;
  readonly mayWrite: boolean;
}

function issueHolder(call: Call): Holder {
  const { issue, project } = requireIssue(call);
  const path = `issue/${issue.id}/properties`;
  return { issue, properties: issue.properties, path, mayWrite: may(call.caller, 'EDIT_ISSUES', project) };
}

function commentHolder(call: Call): Holder {
  const { world, caller } = call;
  const id = value(call, 'comment');
  const issue = world.store.issues.find(({ comments }) => comments.some((one) => one.id === id));
  const comment = issue?.comments.find((one) => one.id === id);
  const project = issue && projectOf(world, issue);
  if (!issue || !comment || !project || !may(caller, 'BROWSE_PROJECTS', project))
    throw refusal(404, `Can not find a comment for the id: ${id}.`);
  const isOwn = comment.authorId === caller.user.accountId && may(caller, 'EDIT_OWN_COMMENTS', project);
  const mayWrite = isOwn || may(caller, 'EDIT_ALL_COMMENTS', project);
  return { issue, properties: comment.properties, path: `comment/${id}/properties`, mayWrite };
}

function list(find: (call: Call) => Holder): RouteHandler {
  return (call) => {
    const { properties, path } = find(call);
    const keys = Object.keys(properties).map((key) => ({ self: selfOf(call, path, key), key }));
    return json({ keys });
  };
}

const selfOf = ({ world }: Call, path: string, key: string) => restUrl(world, `${path}/${encodeURIComponent(key)}`);

function requireProperty(call: Call, { properties }: Holder): string {
  const key = value(call, 'key');
  if (!Object.hasOwn(properties, key)) throw refusal(404, `The property with key '${key}' does not exist.`);
  return key;
}

function get(find: (call: Call) => Holder): RouteHandler {
  return (call) => {
    const holder = find(call);
    const key = requireProperty(call, holder);
    return json({ key, value: holder.properties[key] });
  };
}

function requireWritable({ mayWrite }: Holder): void {
  if (!mayWrite) throw refusal(403, 'You do not have permission to edit the properties of this entity.');
}

function put(find: (call: Call) => Holder): RouteHandler {
  return (call) => {
    const holder = find(call);
    requireWritable(holder);
    const key = value(call, 'key');
    if (key.length > LONGEST_KEY) throw refusal(400, 'The property key has to be shorter than 255 characters.');
    if (call.request.body.length > LARGEST_VALUE)
      throw refusal(400, 'The property value has to be smaller than 32768 characters.');
    const isNew = !Object.hasOwn(holder.properties, key);
    holder.properties[key] = readJson(call);
    saveIssue(call.world, holder.issue);
    return json({}, isNew ? 201 : 200);
  };
}

function remove(find: (call: Call) => Holder): RouteHandler {
  return (call) => {
    const holder = find(call);
    requireWritable(holder);
    const key = requireProperty(call, holder);
    Reflect.deleteProperty(holder.properties, key);
    saveIssue(call.world, holder.issue);
    return noContent();
  };
}

const routesOf = (template: string, find: (call: Call) => Holder): readonly Route[] => [
  route('GET', template, list(find)),
  route('GET', `${template}/{key}`, get(find)),
  route('PUT', `${template}/{key}`, put(find)),
  route('DELETE', `${template}/{key}`, remove(find)),
];

export const propertyRoutes: readonly Route[] = [
  ...routesOf('issue/{issue}/properties', issueHolder),
  ...routesOf('comment/{comment}/properties', commentHolder),
];
