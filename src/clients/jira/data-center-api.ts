import * as z from 'zod';
import { PAGE, nextStart, startOf, type JiraApi, type Properties } from './jira-api.ts';
import type { JiraCall, JiraTransport } from './transport.ts';
import { markdownToWiki } from './wiki/markdown-to-wiki.ts';
import * as wire from './wire.ts';

const ROOT = '/rest/api/2';
const Total = z.number().nullish();

type Parameters = Readonly<Record<string, unknown>>;

/** Jira Data Center, REST version 2, which jira.js does not speak: wiki text, and lists by position. */
export function createDataCenterApi({ client }: JiraTransport): JiraApi {
  const read = async <Shape extends z.ZodType>(
    operation: string,
    shape: Shape,
    { path, ...options }: { path: string; searchParams?: Parameters; method?: 'GET' | 'POST'; body?: unknown },
  ) => {
    const on = client({ operation, permission: 'Browse projects', idempotent: true });
    return wire.readWire(shape, operation, await on.sendRequest<unknown>({ url: `${ROOT}${path}`, ...options }));
  };
  const write = async (call: JiraCall, method: 'POST' | 'PUT', path: string, body: unknown) =>
    client(call).sendRequest<unknown>({ url: `${ROOT}${path}`, method, body });
  const position = (page: string | undefined) => ({ startAt: startOf(page), maxResults: PAGE });

  const readProperties = async (key: string, names: readonly string[]) =>
    (
      await read(`read the properties of ${key}`, wire.WireIssue, {
        path: `/issue/${key}`,
        searchParams: { fields: 'summary', properties: names.join(',') },
      })
    ).properties ?? {};

  return {
    richText: { write: markdownToWiki, isSame: (stored, written) => lines(stored) === lines(written) },

    searchIssues: async ({ jql, fields, properties, limit = PAGE, page }) => {
      const startAt = startOf(page);
      const { issues, total } = await read(
        'search for tickets',
        z.object({ issues: z.array(wire.WireIssue), total: Total }),
        { path: '/search', method: 'POST', body: { jql, fields, startAt, maxResults: limit } },
      );
      const items: wire.WireIssue[] = [];
      // A search brings no properties here.
      for (const issue of issues)
        items.push(properties ? { ...issue, properties: await readProperties(issue.key, properties) } : issue);
      return { items, next: nextStart(startAt, issues.length, total ?? undefined) };
    },
    readIssue: (key, fields) =>
      read(`read ${key}`, wire.WireIssue, { path: `/issue/${key}`, searchParams: { fields: fields.join(',') } }),
    listProjects: async () => ({
      items: await read('list its projects', z.array(wire.WireProject), { path: '/project' }),
      next: undefined,
    }),
    listTransitions: async (key) =>
      (
        await read(`list the transitions of ${key}`, wire.WireTransitions, {
          path: `/issue/${key}/transitions`,
          searchParams: { expand: 'transitions.fields' },
        })
      ).transitions,
    listChanges: async (key) => {
      // All at once: there are no pages of it.
      const { changelog } = await read(`read the history of ${key}`, wire.WireHistory, {
        path: `/issue/${key}`,
        searchParams: { fields: 'status', expand: 'changelog' },
      });
      return { items: changelog?.histories ?? [], next: undefined };
    },
    listStatuses: (project) =>
      read(`list the statuses of ${project}`, wire.WireTypeStatuses, { path: `/project/${project}/statuses` }),
    takeTransition: async (key, id, fields) => {
      const body = { transition: { id }, ...(Object.keys(fields).length === 0 ? {} : { fields }) };
      const call = { operation: `move ${key}`, permission: 'Transition issues', writes: key };
      await write(call, 'POST', `/issue/${key}/transitions`, body);
    },

    listComments: async (key, page) => {
      const searchParams = { ...position(page), orderBy: '-created', expand: 'properties' };
      const found = await read(`list the comments of ${key}`, wire.WireComments, {
        path: `/issue/${key}/comment`,
        searchParams,
      });
      const next = nextStart(startOf(page), found.comments.length, found.total ?? undefined);
      return { items: found.comments, next };
    },
    addComment: async (key, body, properties) => {
      const call = { operation: `comment on ${key}`, permission: 'Add comments', writes: key };
      await write(call, 'POST', `/issue/${key}/comment`, { body, properties });
    },
    editComment: async (key, id, body) => {
      const call = { operation: `edit a comment of ${key}`, permission: 'Edit own comments', writes: key };
      await write(call, 'PUT', `/issue/${key}/comment/${id}`, { body });
    },

    listVersions: async (project) => ({
      items: await read(`list the versions of ${project}`, z.array(wire.WireVersion), {
        path: `/project/${project}/versions`,
      }),
      next: undefined,
    }),
    createVersion: async (project, name, description) => {
      const call = { operation: `create a version in ${project}`, permission: 'Administer projects' };
      return wire.readWire(
        wire.WireVersion,
        call.operation,
        await write(call, 'POST', '/version', { project, name, description }),
      );
    },
    releaseVersion: async (id, date) => {
      const call = { operation: 'release a version', permission: 'Administer projects' };
      await write(call, 'PUT', `/version/${id}`, { released: true, releaseDate: date });
    },
    addFixVersion: async (key, versionId) => {
      const call = { operation: `set a fix version of ${key}`, permission: 'Resolve issues', writes: key };
      await write(call, 'PUT', `/issue/${key}`, { update: { fixVersions: [{ add: { id: versionId } }] } });
    },

    ...createMeta(read),
    createIssue: async (fields, properties: Properties) => {
      const call = { operation: 'create a ticket', permission: 'Create issues' };
      const answer = await write(call, 'POST', '/issue', { fields, properties });
      return wire.readWire(wire.WireCreated, call.operation, answer).key;
    },
    listRemoteLinks: (key, globalId) =>
      read(`list the links of ${key}`, wire.WireRemoteLinks, {
        path: `/issue/${key}/remotelink`,
        searchParams: { globalId },
      }),
    putRemoteLink: async (key, { globalId, url, title }) => {
      const call = { operation: `link ${key}`, permission: 'Link issues', writes: key, idempotent: true };
      await write(call, 'POST', `/issue/${key}/remotelink`, { globalId, object: { url, title } });
    },
  };

  /** What can be created, since 8.4 by project. */
  function createMeta(ask: typeof read): Pick<JiraApi, 'listTypes' | 'listCreateFields'> {
    const list = async <Item extends z.ZodType>(operation: string, path: string, item: Item, page?: string) => {
      const shape = z.object({ values: z.array(item), total: Total });
      const { values, total } = await ask(operation, shape, { path, searchParams: position(page) });
      return { items: values, next: nextStart(startOf(page), values.length, total ?? undefined) };
    };
    return {
      listTypes: (project, page) =>
        list(`list the types of ${project}`, `/issue/createmeta/${project}/issuetypes`, wire.WireType, page),
      listCreateFields: (project, typeId, page) =>
        list(
          `list the fields of a new ticket in ${project}`,
          `/issue/createmeta/${project}/issuetypes/${typeId}`,
          wire.WireFieldMeta,
          page,
        ),
    };
  }
}

/** The service stores line ends of its own. */
const lines = (text: unknown): string => (typeof text === 'string' ? text.replace(/\r\n?/g, '\n').trimEnd() : '');
