import type { WorkflowGraph } from '../../sandbox/jira/workflow/workflow-graph.ts';
import type { ReleaseWorld } from './release-world.ts';

/** Five steps from To Do to Done, a loop, a way out that nobody wants, and a screen before the end. */
export const FLOW: WorkflowGraph = {
  statuses: [
    { name: 'To Do', category: 'new' },
    { name: 'Selected', category: 'new' },
    { name: 'In Progress', category: 'indeterminate' },
    { name: 'Code Review', category: 'indeterminate' },
    { name: 'Testing', category: 'indeterminate' },
    { name: 'Done', category: 'done' },
    { name: "Won't Do", category: 'done' },
  ],
  transitions: [
    { id: '1', name: 'Select', from: ['To Do'], to: 'Selected' },
    { id: '2', name: 'Start', from: ['Selected'], to: 'In Progress' },
    { id: '3', name: 'Next', from: ['In Progress'], to: 'Code Review' },
    { id: '4', name: 'Next', from: ['Code Review'], to: 'Testing' },
    { id: '5', name: 'Again', from: ['Testing', 'Code Review'], to: 'In Progress' },
    {
      id: '6',
      name: 'Finish',
      from: ['Testing'],
      to: 'Done',
      screen: {
        fields: [
          { field: 'resolution', required: true },
          { field: 'customfield_10900', required: true },
        ],
      },
    },
    { id: '7', name: 'Reopen', from: ['Done', "Won't Do"], to: 'In Progress' },
    { id: '8', name: 'Drop', from: 'any', to: "Won't Do" },
  ],
};

/** The field of that screen. */
export const ROLLOUT = {
  id: 'customfield_10900',
  name: 'Rollout',
  kind: 'option',
  options: ['All at once', 'Slowly'],
} as const;

/** One ticket that was tested before its review was noted, and one whose review asked for more. */
export function movedOn({ sandbox: { jira } }: ReleaseWorld): readonly [late: string, rework: string] {
  const past = (...[first = '', ...more]: readonly string[]) => {
    const key = jira.createIssue({ project: 'FLOW', summary: 'Moved on', status: first });
    for (const status of more) jira.moveCard(key, status);
    return key;
  };
  return [past('In Progress', 'Code Review', 'Testing'), past('Selected', 'In Progress', 'Code Review', 'In Progress')];
}
