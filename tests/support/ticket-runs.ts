import type { Endpoint, StepRun } from '../../sandbox/agent/task-step.ts';
import { claudeConnection } from '../../sandbox/review-run.ts';
import type { RunSubject } from '../../sandbox/task-run.ts';
import type { ReleaseWorld } from './release-world.ts';

/** A pull request as its run knows it. */
interface Opened {
  readonly id: number;
  readonly source: string;
  readonly target: string;
}

type Inputs = Readonly<Record<string, string>>;
type Over = NonNullable<Parameters<ReleaseWorld['run']>[2]>;

export const validationOf = (pullRequest: Opened): RunSubject => ({ kind: 'pullRequest', ...pullRequest });

/** Runs JiraTicket in the validation of a pull request. Nothing is checked out: it does not need to be. */
export const ensure = (
  world: ReleaseWorld,
  pullRequest: Opened,
  inputs: Inputs = {},
  over: Over = {},
): Promise<StepRun> =>
  world.run(
    'JiraTicket',
    { jiraConnection: 'jira', project: 'ABC', ...inputs },
    { subject: validationOf(pullRequest), fetchDepth: 'none', ...over },
  );

/** Runs JiraTransition on develop. */
export const transition = (world: ReleaseWorld, inputs: Inputs, over: Over = {}): Promise<StepRun> =>
  world.run('JiraTransition', { jiraConnection: 'jira', ...inputs }, { fetchDepth: 'none', ...over });

/** The connections of a run, with another one to Jira. */
export function connectionsWith(
  world: ReleaseWorld,
  { url, user, token }: { readonly url?: string; readonly user?: string; readonly token: string },
): Readonly<Record<string, Endpoint>> {
  const { deployment } = world.sandbox.jira;
  const jira: Endpoint = {
    url: url ?? world.sandbox.jira.siteUrl(),
    authorization:
      user === undefined
        ? { scheme: 'Token', parameters: { apitoken: token } }
        : { scheme: 'UsernamePassword', parameters: { username: user, password: token } },
    data: { deployment },
  };
  return { jira, claude: claudeConnection(world.sandbox) };
}

/** A run that may read in both systems and write in none. */
export function readOnly(world: ReleaseWorld): Over {
  const { token, email } = world.sandbox.jira.issueToken({
    user: 'Reader',
    permissions: ['BROWSE_PROJECTS', 'CREATE_ISSUES', 'TRANSITION_ISSUES'],
    scopes: ['read:jira-work', 'read:jira-user'],
  });
  return { token: world.readOnlyToken(), connections: connectionsWith(world, { user: email, token }) };
}

/** Ids of so many runs of a pipeline that go on until they are cancelled. */
export async function startRuns(world: ReleaseWorld, count: number): Promise<readonly number[]> {
  const { organisation, project, repository } = world.repository;
  const { id } = world.sandbox.azureDevOps.createPipeline({
    organisation,
    project,
    repository,
    name: 'pull-request',
    stages: [{ name: 'Validate', seconds: 'never' }],
  });
  const token = world.sandbox.azureDevOps.issueToken({ organisation, identity: { displayName: 'Ada' } });
  const url = `${world.sandbox.azureService.url}/${organisation}/${encodeURIComponent(project)}/_apis/pipelines/${id}/runs?api-version=7.1`;
  const ids: number[] = [];
  for (let run = 0; run < count; run += 1) {
    const answer = await fetch(url, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      body: '{}',
    });
    if (!answer.ok) throw new Error(`The run was not queued: ${await answer.text()}`);
    ids.push(((await answer.json()) as { readonly id: number }).id);
  }
  return ids;
}

interface Killing {
  readonly world: ReleaseWorld;
  /** Which write, counted from 1, is the last that is done. */
  readonly after: number;
  readonly run: (over: Over) => Promise<StepRun>;
}

/** Kills a run (SIGKILL) behind a write to either service: it is done, and nobody is left to hear of it. */
export async function killBehind({ world, after, run }: Killing): Promise<StepRun> {
  const job = new AbortController();
  let seen = 0;
  const services = [world.sandbox.azureService, world.sandbox.jiraService];
  for (const { faults } of services) {
    faults.add({
      match: ({ method, path: route }) => {
        const isWrite = method !== 'GET' && !/pullrequestquery|\/search|workitemsbatch|wiql/.test(route);
        if (!isWrite || (seen += 1) !== after) return false;
        setImmediate(() => job.abort());
        return true;
      },
      fault: { kind: 'stall', afterBytes: 0 },
      times: 1,
    });
  }
  const killed = await run({ signal: job.signal, sigintMs: 0, sigtermMs: 0 });
  for (const { faults } of services) faults.clear();
  return killed;
}
