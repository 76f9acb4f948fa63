import type { Endpoint } from './agent/task-step.ts';
import type { Jira } from './jira/jira.ts';
import type { WorkflowGraph } from './jira/workflow/workflow-graph.ts';
import { history } from './sample/history.ts';
import type { Sandbox } from './sandbox.ts';
import type { Seeded } from './seed-sample.ts';

/** The key of the sample's project in Jira. */
export const BOARD_PROJECT = 'PARCEL';

/** Only from one status to the next, so that a ticket takes as many steps as there are. */
export const BOARD_WORKFLOW: WorkflowGraph = {
  statuses: [
    { name: 'To Do', category: 'new' },
    { name: 'In Progress', category: 'indeterminate' },
    { name: 'Code Review', category: 'indeterminate' },
    { name: 'Ready for Release', category: 'indeterminate' },
    { name: 'Done', category: 'done' },
  ],
  transitions: [
    { id: '11', name: 'Start', from: ['To Do'], to: 'In Progress' },
    { id: '21', name: 'Ask for review', from: ['In Progress'], to: 'Code Review' },
    { id: '31', name: 'Back to work', from: ['Code Review'], to: 'In Progress' },
    { id: '41', name: 'Approve', from: ['Code Review'], to: 'Ready for Release' },
    {
      id: '51',
      name: 'Release',
      from: ['Ready for Release'],
      to: 'Done',
      screen: { fields: [{ field: 'resolution', required: true }] },
    },
  ],
};

interface Planned {
  readonly summary: string;
  readonly status: string;
  readonly fixVersion?: string;
}

const TYPES = new Map([...[25, 31, 38, 43].map((number) => [number, 'Bug'] as const), [42, 'Task']]);

/** What the sample's people have planned besides what its history and its pull requests name. */
const PLANNED: readonly (readonly [number, Planned])[] = [
  [39, { summary: 'Track parcels of Danish carriers by event', status: 'To Do' }],
  [42, { summary: 'Rotate the token of the carriers', status: 'In Progress' }],
  [43, { summary: 'Postcodes with a space at the end are refused', status: 'In Progress' }],
  [45, { summary: 'Let customers choose how they are told', status: 'In Progress' }],
];

/** The project of the sample's tickets: what its tags released is done, what its pull requests are about is in review. */
export function seedBoard({ jira }: Sandbox, { pullRequests }: Seeded): void {
  jira.createProject({ key: BOARD_PROJECT, name: 'Parcel tracker', workflow: BOARD_WORKFLOW });
  const tickets = new Map<number, Planned>([...released(), ...PLANNED]);
  for (const { title } of pullRequests) {
    const [, number, summary] = named(title);
    if (summary !== undefined) tickets.set(Number(number), { summary, status: 'Code Review' });
  }
  createAll(jira, tickets);
}

/** The service connection of pipelines to the sandbox's Jira. */
export function jiraConnection(jira: Jira): Endpoint {
  const { token, email } = jira.issueToken({ user: 'Slipway' });
  const authorization =
    jira.deployment === 'cloud'
      ? { scheme: 'UsernamePassword', parameters: { username: email, password: token } }
      : { scheme: 'Token', parameters: { apitoken: token } };
  return { url: jira.siteUrl(), authorization, data: { deployment: jira.deployment } };
}

const named = (title: string): readonly (string | undefined)[] => /\bPARCEL-(\d+) (.+)$/.exec(title) ?? [];

/** The tickets of main's history, each with the version that brought it. */
function released(): readonly (readonly [number, Planned])[] {
  return history.flatMap(({ subject }, index): readonly (readonly [number, Planned])[] => {
    const [, number, summary] = named(subject);
    if (summary === undefined) return [];
    const tag = history.slice(index).find((commit) => commit.tag !== undefined)?.tag;
    const state = tag === undefined ? { status: 'Ready for Release' } : { status: 'Done', fixVersion: tag.slice(1) };
    return [[Number(number), { summary, ...state }]];
  });
}

/** Jira numbers in order: the numbers between are those of tickets that were deleted. */
function createAll(jira: Jira, tickets: ReadonlyMap<number, Planned>): void {
  for (let number = 1; number <= Math.max(...tickets.keys()); number += 1) {
    const ticket = tickets.get(number);
    if (ticket === undefined) {
      jira.deleteIssue(jira.createIssue({ project: BOARD_PROJECT, summary: 'Deleted' }));
      continue;
    }
    const { summary, status, fixVersion } = ticket;
    if (fixVersion !== undefined) jira.createVersion(BOARD_PROJECT, { name: fixVersion, released: true });
    jira.createIssue({
      project: BOARD_PROJECT,
      type: TYPES.get(number) ?? 'Story',
      summary,
      status,
      ...(fixVersion === undefined ? {} : { fixVersions: [fixVersion] }),
      ...(status === 'Done' ? { fields: { resolution: { name: 'Done' } } } : {}),
    });
  }
}
