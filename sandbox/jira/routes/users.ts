import { ALL_PERMISSIONS, type Permission } from '../documents.ts';
import { refusal } from '../errors.ts';
import { presentUser } from '../present/user.ts';
import { json } from '../rest/answers.ts';
import { may } from '../rest/authentication.ts';
import { isCloud, pageOf, queryList, requireIssue, requireProject, type Call } from '../rest/call.ts';
import { route, type Route } from '../rest/router.ts';

const SCOPE = { scope: 'read:jira-user' } as const;

function searchUsers(call: Call) {
  const { world, query } = call;
  const wanted = query.get(isCloud(call) ? 'query' : 'username');
  const accountId = isCloud(call) ? query.get('accountId') : null;
  if (wanted === null && accountId === null)
    throw refusal(
      400,
      isCloud(call)
        ? "At least one of the 'query', 'accountId' or 'property' parameters is required."
        : 'The username query parameter was not provided',
    );
  const lower = (wanted ?? '').toLowerCase();
  const words = (texts: readonly string[]) => texts.flatMap((text) => [text, ...text.split(/\s+/)]);
  const found = world.store.instance.users.filter((user) =>
    accountId === null
      ? words([user.displayName, user.emailAddress, ...(isCloud(call) ? [] : [user.name])]).some((text) =>
          text.toLowerCase().startsWith(lower),
        )
      : user.accountId === accountId,
  );
  const active = found.filter((user) => user.active);
  return json(pageOf(call, active, 1000).values.map((user) => presentUser(world, user)));
}

const NAMES: Readonly<Record<Permission, string>> = {
  BROWSE_PROJECTS: 'Browse Projects',
  CREATE_ISSUES: 'Create Issues',
  EDIT_ISSUES: 'Edit Issues',
  TRANSITION_ISSUES: 'Transition Issues',
  ADD_COMMENTS: 'Add Comments',
  EDIT_OWN_COMMENTS: 'Edit Own Comments',
  EDIT_ALL_COMMENTS: 'Edit All Comments',
  LINK_ISSUES: 'Link Issues',
  ADMINISTER_PROJECTS: 'Administer Projects',
};

function getPermissions(call: Call) {
  const { world, caller, query } = call;
  const asked = queryList(call, 'permissions');
  if (isCloud(call) && asked.length === 0) throw refusal(400, "The 'permissions' query parameter is required.");
  const unknown = asked.filter((name) => !ALL_PERMISSIONS.some((one) => one === name));
  if (unknown.length > 0) throw refusal(400, `Unrecognized permission: ${unknown.join(', ')}`);
  const key = query.get('projectKey') ?? query.get('projectId');
  const issueKey = query.get('issueKey') ?? query.get('issueId');
  const project =
    issueKey === null ? (key === null ? undefined : requireProject(call, key)) : requireIssue(call, issueKey).project;
  const projects = project ? [project] : world.store.projects;
  const wanted = ALL_PERMISSIONS.filter((name) => asked.length === 0 || asked.includes(name));
  const described = wanted.map(
    (name, index) =>
      [
        name,
        {
          id: String(index + 10),
          key: name,
          name: NAMES[name],
          type: 'PROJECT',
          description: '',
          havePermission: projects.some((one) => may(caller, name, one)),
        },
      ] as const,
  );
  return json({ permissions: Object.fromEntries(described) });
}

export const userRoutes: readonly Route[] = [
  route('GET', 'myself', (call) => json(presentUser(call.world, call.caller.user)), SCOPE),
  route('GET', 'user/search', searchUsers, SCOPE),
  route('GET', 'mypermissions', getPermissions),
];
