import { textOf } from '../adf/document-text.ts';
import type { CategoryKey, EntityProperties, Issue } from '../documents.ts';
import { PRIORITIES, RESOLUTIONS } from '../fields/system-fields.ts';
import { requireStatus, statusOf, workflowOf } from '../workflow/offered.ts';
import { findUser, projectOf, type World } from '../world.ts';

/** An issue in the words of people, for tests and pages. */
export interface IssueState {
  readonly id: string;
  readonly key: string;
  readonly project: string;
  readonly type: string;
  readonly status: string;
  readonly category: CategoryKey;
  readonly summary: string;
  /** Its text. */
  readonly description: string;
  readonly labels: readonly string[];
  readonly fixVersions: readonly string[];
  readonly resolution: string | undefined;
  readonly priority: string | undefined;
  readonly assignee: string | undefined;
  readonly reporter: string;
  readonly created: string;
  readonly updated: string;
  readonly comments: readonly CommentState[];
  readonly links: readonly LinkState[];
  readonly history: readonly { readonly at: string; readonly by: string; readonly from: string; readonly to: string }[];
  readonly properties: EntityProperties;
  /** As kept, by field id. */
  readonly fields: Readonly<Record<string, unknown>>;
}

interface CommentState {
  readonly id: string;
  readonly author: string;
  readonly at: string;
  readonly text: string;
  readonly body: unknown;
  readonly properties: EntityProperties;
}

export interface LinkState {
  readonly id: number;
  readonly globalId: string | undefined;
  readonly relationship: string | undefined;
  readonly title: string;
  readonly url: string;
}

export function readIssueState(world: World, issue: Issue): IssueState {
  const project = projectOf(world, issue);
  const workflow = workflowOf(project, issue.typeId);
  const { name: status, category } = statusOf(project, issue);
  const { fields } = issue;
  const nameOf = (id: unknown) => (typeof id === 'string' ? findUser(world, id)?.displayName : undefined);
  const versionIds = (fields['fixVersions'] ?? []) as readonly string[];
  return {
    id: issue.id,
    key: issue.key,
    project: project.key,
    type: project.types.find(({ id }) => id === issue.typeId)?.name ?? '',
    status,
    category,
    summary: textOf(fields['summary']),
    description: textOf(fields['description']),
    labels: (fields['labels'] ?? []) as readonly string[],
    fixVersions: project.versions.filter(({ id }) => versionIds.includes(id)).map(({ name }) => name),
    resolution: RESOLUTIONS.find(({ id }) => id === fields['resolution'])?.name,
    priority: PRIORITIES.find(({ id }) => id === fields['priority'])?.name,
    assignee: nameOf(fields['assignee']),
    reporter: nameOf(fields['reporter']) ?? '',
    created: issue.created,
    updated: issue.updated,
    comments: issue.comments.map(({ id, authorId, created, body, properties }) => ({
      id,
      author: nameOf(authorId) ?? '',
      at: created,
      text: textOf(body),
      body,
      properties,
    })),
    links: issue.remoteLinks.map(({ id, globalId, relationship, object }) => ({
      id,
      globalId,
      relationship,
      title: textOf(object['title']),
      url: textOf(object['url']),
    })),
    history: issue.history.map(({ at, byId, from, to }) => ({
      at,
      by: nameOf(byId) ?? '',
      from: requireStatus(workflow, from).name,
      to: requireStatus(workflow, to).name,
    })),
    properties: issue.properties,
    fields,
  };
}
