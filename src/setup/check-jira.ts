import { mapConcurrently } from '../concurrency.ts';
import { attempt, refusedFinding } from './attempt.ts';
import type { Finding } from './finding.ts';
import { JIRA_RIGHTS, judgeJiraRights } from './judge-jira-rights.ts';
import type { JiraReader } from './ports.ts';

const CONCURRENCY = 3;
/** More projects than one repository has tickets of. */
const MOST_PROJECTS = 10;

export interface JiraRequest {
  /** Keys of the projects that are known to be used; empty: none is known yet. */
  readonly projects: readonly string[];
  /** Whether pipelines keep versions; undefined: could not be found out. */
  readonly keepsVersions: boolean | undefined;
}

/** Whether Jira accepts the token, and what its owner may do in each project. */
export async function checkJira(reader: JiraReader, request: JiraRequest): Promise<readonly Finding[]> {
  const self = await attempt(() => reader.readSelf());
  const looked = { id: 'jira-token', area: 'connections', title: 'Jira: token' } as const;
  if ('error' in self) return [refusedFinding(looked, self.error)];
  const who = self.value === undefined ? '' : ` It is ${self.value}\u2019s.`;
  const signedIn: Finding = { ...looked, status: 'ok', detail: `${reader.url} accepts it.${who}` };
  const projects = request.projects.slice(0, MOST_PROJECTS);
  const rights = await mapConcurrently(projects.length === 0 ? [undefined] : projects, CONCURRENCY, (project) =>
    checkProject(reader, project, request),
  );
  return [signedIn, ...rights.flat()];
}

async function checkProject(
  reader: JiraReader,
  project: string | undefined,
  { keepsVersions }: JiraRequest,
): Promise<readonly Finding[]> {
  const wanted = JIRA_RIGHTS.filter(({ use }) => use !== 'versions' || keepsVersions !== false);
  const read = await attempt(() =>
    reader.readPermissions(
      project,
      wanted.map(({ key }) => key),
    ),
  );
  if ('value' in read) return judgeJiraRights(wanted, read.value, project);
  const title = `Jira: permissions in ${project ?? 'any project'}`;
  return [refusedFinding({ id: `jira-${project ?? 'any'}-permissions`, area: 'connections', title }, read.error)];
}
