import type { Finding, FindingStatus } from './finding.ts';

/** A permission of Jira that tasks use. */
export interface JiraRight {
  /** As the REST interface names it. */
  readonly key: string;
  /** As the page of a permission scheme names it. */
  readonly name: string;
  /** `versions`: for those who keep fix versions alone. */
  readonly use: 'tickets' | 'versions';
  readonly without: string;
}

export const JIRA_RIGHTS: readonly JiraRight[] = [
  { key: 'BROWSE_PROJECTS', name: 'Browse Projects', use: 'tickets', without: 'no ticket is found.' },
  { key: 'CREATE_ISSUES', name: 'Create Issues', use: 'tickets', without: 'JiraTicket creates none.' },
  { key: 'EDIT_ISSUES', name: 'Edit Issues', use: 'tickets', without: 'fields and fix versions are not set.' },
  { key: 'TRANSITION_ISSUES', name: 'Transition Issues', use: 'tickets', without: 'JiraTransition moves none.' },
  { key: 'ADD_COMMENTS', name: 'Add Comments', use: 'tickets', without: 'tickets get no comment.' },
  { key: 'LINK_ISSUES', name: 'Link Issues', use: 'tickets', without: 'tickets get no link to the pull request.' },
  {
    key: 'ADMINISTER_PROJECTS',
    name: 'Administer Projects',
    use: 'versions',
    without: 'fixVersion and releaseVersion of JiraTransition create and release no version.',
  },
];

/** One finding for each permission; `project` undefined: asked for all projects together. */
export const judgeJiraRights = (
  rights: readonly JiraRight[],
  had: ReadonlyMap<string, boolean>,
  project: string | undefined,
): readonly Finding[] =>
  rights.map(({ key, name, use, without }) => {
    const where = project ?? 'any project';
    const looked = {
      id: `jira-${project ?? 'any'}-${key.toLowerCase().replaceAll('_', '-')}`,
      area: 'connections',
      title: `Jira: ${name} in ${where}`,
      right: name,
    } as const;
    const has = had.get(key);
    if (has === true) return { ...looked, status: 'ok', detail: 'The owner of the token has it.' };
    const remedy = `In Jira, ${project ?? 'the project'} > Project settings > Permissions: give "${name}" to the owner of the token, or to a role that has it.`;
    if (has === undefined) return { ...looked, status: 'unknown', detail: 'Jira did not tell.', remedy };
    const status: FindingStatus = use === 'versions' ? 'warning' : 'problem';
    return { ...looked, status, detail: `The owner of the token does not have it: ${without}`, remedy };
  });
