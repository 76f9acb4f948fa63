import {
  addComment,
  createIssue,
  createOrUpdateRemoteIssueLink,
  createVersion,
  doTransition,
  editIssue,
  getAllStatuses,
  getChangeLogs,
  getComments,
  getCreateIssueMetaIssueTypeId,
  getCreateIssueMetaIssueTypes,
  getIssue,
  getProject,
  getProjectVersionsPaginated,
  getRemoteIssueLinks,
  getTransitions,
  searchAndReconsileIssuesUsingJqlPost,
  searchProjects,
  updateComment,
  updateVersion,
} from 'jira.js/cloud';
import * as z from 'zod';
import { isSameDocument } from './adf/same-document.ts';
import { markdownToAdf } from './adf/markdown-to-adf.ts';
import { nextStart, PAGE, startOf, type JiraApi } from './jira-api.ts';
import type { JiraCall, JiraTransport } from './transport.ts';
import * as wire from './wire.ts';

const Total = z.number().nullish();

/**
 * Jira Cloud, REST version 3. The functions of jira.js say the address and compose the body; what comes back is read
 * with our own shapes, because those of jira.js name far more than we rely on.
 */
export function createCloudApi({ client }: JiraTransport): JiraApi {
  /** A list in pages by position, whose items stand under `name`. */
  const paged = async <Item extends z.ZodType>(
    { operation, name, item, page }: { operation: string; name: string; item: Item; page: string | undefined },
    ask: (client: ReturnType<JiraTransport['client']>, position: { startAt: number; maxResults: number }) => unknown,
    permission = 'Browse projects',
  ) => {
    const startAt = startOf(page);
    const answer = await ask(client({ operation, permission, idempotent: true }), { startAt, maxResults: PAGE });
    const shape = z.object({ [name]: z.array(item), total: Total }) as z.ZodType<Record<string, unknown>>;
    const found = wire.readWire(shape, operation, answer);
    const items = found[name] as z.output<Item>[];
    return { items, next: nextStart(startAt, items.length, (found['total'] as number | undefined) ?? undefined) };
  };
  const read = async <Shape extends z.ZodType>(
    operation: string,
    shape: Shape,
    ask: (on: ReturnType<JiraTransport['client']>) => unknown,
  ) =>
    wire.readWire(shape, operation, await ask(client({ operation, permission: 'Browse projects', idempotent: true })));
  const writing = (call: JiraCall) => client(call);

  return {
    richText: { write: markdownToAdf, isSame: isSameDocument },

    searchIssues: async ({ jql, fields, properties, limit = PAGE, page }) => {
      const { issues, nextPageToken } = await read(
        'search for tickets',
        z.object({ issues: z.array(wire.WireIssue), nextPageToken: z.string().nullish() }),
        (on) =>
          searchAndReconsileIssuesUsingJqlPost(on, {
            jql,
            fields: [...fields],
            maxResults: limit,
            ...(properties === undefined ? {} : { properties: [...properties] }),
            ...(page === undefined ? {} : { nextPageToken: page }),
          }),
      );
      return { items: issues, next: nextPageToken ?? undefined };
    },
    readIssue: (key, fields) =>
      read(`read ${key}`, wire.WireIssue, (on) => getIssue(on, { issueIdOrKey: key, fields: [...fields] })),
    listProjects: (page) =>
      paged({ operation: 'list its projects', name: 'values', item: wire.WireProject, page }, (on, position) =>
        searchProjects(on, position),
      ),
    listTransitions: async (key) =>
      (
        await read(`list the transitions of ${key}`, wire.WireTransitions, (on) =>
          getTransitions(on, { issueIdOrKey: key, expand: 'transitions.fields' }),
        )
      ).transitions,
    listChanges: (key, page) =>
      paged({ operation: `read the history of ${key}`, name: 'values', item: wire.WireChange, page }, (on, position) =>
        getChangeLogs(on, { issueIdOrKey: key, ...position }),
      ),
    listStatuses: (project) =>
      read(`list the statuses of ${project}`, wire.WireTypeStatuses, (on) =>
        getAllStatuses(on, { projectIdOrKey: project }),
      ),
    takeTransition: async (key, id, fields) => {
      const on = writing({ operation: `move ${key}`, permission: 'Transition issues', writes: key });
      await doTransition(on, {
        issueIdOrKey: key,
        transition: { id },
        ...(Object.keys(fields).length === 0 ? {} : { fields }),
      });
    },

    listComments: (key, page) =>
      paged(
        { operation: `list the comments of ${key}`, name: 'comments', item: wire.WireComment, page },
        (on, position) =>
          getComments(on, { issueIdOrKey: key, ...position, orderBy: '-created', expand: 'properties' }),
      ),
    addComment: async (key, body, properties) => {
      const on = writing({ operation: `comment on ${key}`, permission: 'Add comments', writes: key });
      await addComment(on, { issueIdOrKey: key, body: body as never, properties: [...properties] as never });
    },
    editComment: async (key, id, body) => {
      const call = { operation: `edit a comment of ${key}`, permission: 'Edit own comments', writes: key };
      await updateComment(writing(call), { issueIdOrKey: key, id, body: { body } as never });
    },

    listVersions: (project, name, page) =>
      paged(
        { operation: `list the versions of ${project}`, name: 'values', item: wire.WireVersion, page },
        (on, position) => getProjectVersionsPaginated(on, { projectIdOrKey: project, query: name, ...position }),
      ),
    createVersion: async (project, name, description) => {
      const { id } = await read(`read the project ${project}`, wire.WireProject, (on) =>
        getProject(on, { projectIdOrKey: project }),
      );
      const operation = `create a version in ${project}`;
      const on = writing({ operation, permission: 'Administer projects' });
      return wire.readWire(
        wire.WireVersion,
        operation,
        await createVersion(on, { projectId: Number(id), name, description }),
      );
    },
    releaseVersion: async (id, date) => {
      const on = writing({ operation: 'release a version', permission: 'Administer projects' });
      await updateVersion(on, { id, body: { released: true, releaseDate: date } });
    },
    addFixVersion: async (key, versionId) => {
      const on = writing({ operation: `set a fix version of ${key}`, permission: 'Resolve issues', writes: key });
      await editIssue(on, { issueIdOrKey: key, update: { fixVersions: [{ add: { id: versionId } }] } });
    },

    listTypes: (project, page) =>
      paged(
        { operation: `list the types of ${project}`, name: 'issueTypes', item: wire.WireType, page },
        (on, position) => getCreateIssueMetaIssueTypes(on, { projectIdOrKey: project, ...position }),
        'Create issues',
      ),
    listCreateFields: (project, typeId, page) =>
      paged(
        { operation: `list the fields of a new ticket in ${project}`, name: 'fields', item: wire.WireFieldMeta, page },
        (on, position) =>
          getCreateIssueMetaIssueTypeId(on, { projectIdOrKey: project, issueTypeId: typeId, ...position }),
        'Create issues',
      ),
    createIssue: async (fields, properties) => {
      const operation = 'create a ticket';
      const on = writing({ operation, permission: 'Create issues' });
      const answer = await createIssue(on, { fields, properties: [...properties] as never });
      return wire.readWire(wire.WireCreated, operation, answer).key;
    },
    listRemoteLinks: (key, globalId) =>
      read(`list the links of ${key}`, wire.WireRemoteLinks, (on) =>
        getRemoteIssueLinks(on, { issueIdOrKey: key, globalId }),
      ),
    putRemoteLink: async (key, { globalId, url, title }) => {
      // An upsert by its global id.
      const on = writing({ operation: `link ${key}`, permission: 'Link issues', writes: key, idempotent: true });
      await createOrUpdateRemoteIssueLink(on, { issueIdOrKey: key, globalId, object: { url, title } });
    },
  };
}
