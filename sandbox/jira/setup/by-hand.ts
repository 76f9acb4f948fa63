import { randomUUID } from 'node:crypto';
import type { Issue, Project, User } from '../documents.ts';
import { setFields } from '../fields/set-fields.ts';
import { DEFAULT_PRIORITY } from '../fields/system-fields.ts';
import { newIssue } from '../new-issue.ts';
import { putStatus } from '../workflow/move-issue.ts';
import { workflowOf } from '../workflow/offered.ts';
import { findProject, saveIssue, type World } from '../world.ts';

export interface NewUser {
  readonly displayName: string;
  readonly emailAddress?: string;
  readonly active?: boolean;
}

/** The user of that display name, new when there is none. */
export function createUser({ store }: World, { displayName, emailAddress, active = true }: NewUser): User {
  const { users } = store.instance;
  const known = users.find((user) => user.displayName === displayName);
  if (known) return known;
  const name =
    displayName
      .toLowerCase()
      .replaceAll(/[^a-z0-9]+/g, '.')
      .replaceAll(/^\.|\.$/g, '') || 'user';
  const user = {
    accountId: `712020:${randomUUID()}`,
    name,
    displayName,
    emailAddress: emailAddress ?? `${name}@example.com`,
    active,
  };
  users.push(user);
  store.saveInstance();
  return user;
}

export function requireProjectNamed(world: World, key: string): Project {
  const project = findProject(world, key);
  if (!project) throw new Error(`The sandbox's Jira has no project ${key}.`);
  return project;
}

export function requireIssueNamed({ store }: World, key: string): Issue {
  const issue = store.issueByKey(key);
  if (!issue) throw new Error(`The sandbox's Jira has no issue ${key}.`);
  return issue;
}

export interface NewIssueByHand {
  readonly project: string;
  /** Its name; the project's first by default. */
  readonly type?: string;
  readonly summary: string;
  /** Plain text, a paragraph a line. */
  readonly description?: string;
  readonly labels?: readonly string[];
  /** Names of versions that exist. */
  readonly fixVersions?: readonly string[];
  /** Name or id; where the workflow begins by default. */
  readonly status?: string;
  readonly assignee?: string;
  readonly reporter?: string;
  /** Key of the parent. */
  readonly parent?: string;
  /** More of them, as the REST interface takes them. */
  readonly fields?: Readonly<Record<string, unknown>>;
}

const ANYONE = 'Sandbox Administrator';

/** Plain text in the deployment's rich format. */
function richText(world: World, text: string): unknown {
  if (world.deployment === 'datacenter') return text;
  const content = text
    .split('\n')
    .map((line) => ({ type: 'paragraph', content: line === '' ? [] : [{ type: 'text', text: line }] }));
  return { type: 'doc', version: 1, content };
}

export function createIssueByHand(world: World, given: NewIssueByHand): Issue {
  const project = requireProjectNamed(world, given.project);
  const type = given.type === undefined ? project.types[0] : project.types.find(({ name }) => name === given.type);
  if (!type) throw new Error(`The project ${project.key} has no type ${given.type ?? ''}.`);
  const { description, labels, fixVersions, assignee, parent } = given;
  const user = assignee === undefined ? undefined : createUser(world, { displayName: assignee });
  const fields = {
    summary: given.summary,
    ...(description === undefined ? {} : { description: richText(world, description) }),
    ...(labels ? { labels } : {}),
    ...(fixVersions ? { fixVersions: fixVersions.map((name) => ({ name })) } : {}),
    ...(user ? { assignee: { accountId: user.accountId, name: user.name } } : {}),
    ...(parent === undefined ? {} : { parent: { key: parent } }),
    ...given.fields,
  };
  const screen = Object.keys(fields).map((field) => ({ field, required: false }));
  const old = { priority: DEFAULT_PRIORITY };
  const values = setFields({ fields, update: {} }, { screen, context: { world, project }, old, isComplete: false });
  const creatorId = createUser(world, { displayName: given.reporter ?? ANYONE }).accountId;
  const issue = newIssue(world, project, { typeId: type.id, fields: values, creatorId });
  if (given.status !== undefined) issue.statusId = requireStatusNamed(project, issue, given.status);
  saveIssue(world, issue);
  return issue;
}

function requireStatusNamed(project: Project, issue: Issue, nameOrId: string): string {
  const { statuses } = workflowOf(project, issue.typeId);
  const found = statuses.find(({ id }) => id === nameOrId) ?? statuses.find(({ name }) => name === nameOrId);
  if (!found) throw new Error(`The workflow of ${issue.key} has no status ${nameOrId}.`);
  return found.id;
}

/** What a person does on the board: the card is in another column, whatever the workflow says. */
export function moveCard(world: World, key: string, status: string, by: string = ANYONE): void {
  const issue = requireIssueNamed(world, key);
  const project = requireProjectNamed(world, issue.projectId);
  const byId = createUser(world, { displayName: by }).accountId;
  putStatus(world, project, issue, { statusId: requireStatusNamed(project, issue, status), byId });
  saveIssue(world, issue);
}

/** Moves an issue to another project; gives its new key. The old one leads to it from then on. */
export function moveToProject(world: World, key: string, projectKey: string): string {
  const issue = requireIssueNamed(world, key);
  const [from, to] = [requireProjectNamed(world, issue.projectId), requireProjectNamed(world, projectKey)];
  const type = from.types.find(({ id }) => id === issue.typeId);
  const newType = to.types.find(({ name }) => name === type?.name) ?? to.types[0];
  if (!newType) throw new Error(`The project ${to.key} has no types.`);
  const status = workflowOf(from, issue.typeId).statuses.find(({ id }) => id === issue.statusId);
  const workflow = workflowOf(to, newType.id);
  const { fixVersions: _one, versions: _two, components: _three, ...kept } = issue.fields;
  Object.assign(issue, {
    oldKeys: [...issue.oldKeys, issue.key],
    key: `${to.key}-${to.nextIssue}`,
    projectId: to.id,
    typeId: newType.id,
    statusId: workflow.statuses.find(({ name }) => name === status?.name)?.id ?? workflow.initial,
    fields: kept,
    // Its past is of statuses that the new workflow may not have.
    history: [],
  });
  to.nextIssue += 1;
  world.store.saveProject(to);
  saveIssue(world, issue);
  return issue.key;
}
