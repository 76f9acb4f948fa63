import type { Endpoint } from '../agent/task-step.ts';
import type { SandboxRepository } from '../azure-devops/azure-devops.ts';
import { documentedFiles, withParameters, type ConsumerFile } from '../consumer/documented-files.ts';
import {
  BUILD_STEPS,
  createGates,
  createPipelines,
  DEPLOY_FILE,
  requireValidation,
  yamlPathOf,
} from '../consumer/pipelines.ts';
import { pushTemplates } from '../consumer/templates.ts';
import { claudeConnection } from '../review-run.ts';
import { daysLater, daysUntil } from '../sample/days-later.ts';
import { commitStream, importStream, runGit } from '../sample/fast-import.ts';
import { jonas, mara, priya, tomasz } from '../sample/people.ts';
import type { Sandbox } from '../sandbox.ts';
import { BOARD_PROJECT, BOARD_WORKFLOW, jiraConnection, seedBoard } from '../seed-board.ts';
import { seedOwn, seedSample, type Seeded } from '../seed-sample.ts';
import { APPROVERS, RELAY } from './cast.ts';
import { portsOf, type PlayData } from './play-data.ts';

/** A branch of somebody's own clone, and the one it goes into. */
export interface OwnBranch {
  readonly clone: string;
  readonly branch: string;
  readonly base: string;
}

interface NewPlay {
  /** What is there from the start is of the days before. */
  readonly now: Date;
  /** The sample when left out. */
  readonly own?: OwnBranch | undefined;
  /** Of the built tasks. */
  readonly tasksFolder: string;
}

/** Puts a repository with its pull requests, tickets, channel, gates and pipelines into a new sandbox. */
export async function setUpPlay(sandbox: Sandbox, { own, tasksFolder, now }: NewPlay): Promise<PlayData> {
  const { azureDevOps } = sandbox;
  const days = daysUntil(now);
  const seeded = own ? await seedOwn(sandbox, own) : await seedSample(sandbox, days);
  const { repository, pullRequests } = seeded;
  const { organisation, project } = repository;
  const [branch, kind] = own ? ([own.base, 'own'] as const) : (['main', 'sample'] as const);
  const board = own ? createBoard(sandbox, repository) : seedSampleBoard(sandbox, seeded);
  const { channel, connection } = setUpSlack(sandbox);
  await pushTemplates(azureDevOps, organisation, days);
  const files = consumerFiles({ branch, board, channel });
  await commitFiles(repository, { branch, files, days });
  await azureDevOps.refreshPullRequests(repository);
  createGates(azureDevOps, { organisation, project, approvers: [...APPROVERS.map(({ name }) => name), RELAY] });
  const pipelines = createPipelines(azureDevOps, repository, {
    names: files.keys(),
    tasksFolder,
    connections: { claude: claudeConnection(sandbox), jira: jiraConnection(sandbox.jira), slack: connection },
    approvalToken: azureDevOps.issueToken({ organisation, identity: { displayName: RELAY } }),
  });
  requireValidation(azureDevOps, repository, { branch, pipeline: pipelines.get('pull-request') ?? 0 });
  return {
    ...{ schema: 1, ports: portsOf(sandbox), kind, branch, board, channel },
    repository: { organisation, project, repository: repository.repository },
    pullRequests: pullRequests.map(({ id, source, target, title }) => ({ id, source, target, title })),
  };
}

function seedSampleBoard(sandbox: Sandbox, seeded: Seeded): string {
  seedBoard(sandbox, seeded);
  return BOARD_PROJECT;
}

function createBoard({ jira }: Sandbox, { repository }: SandboxRepository): string {
  const key = 'LOCAL';
  jira.createProject({ key, name: repository, workflow: BOARD_WORKFLOW });
  return key;
}

/** The app, the people and the channel. */
function setUpSlack({ slack }: Sandbox): { readonly channel: string; readonly connection: Endpoint } {
  const { appId, botToken, appToken } = slack.createApp({ name: 'Slipway' });
  const people = [mara, jonas, priya, tomasz];
  for (const { name, email } of people) slack.createUser({ realName: name, email });
  const { id } = slack.createChannel({ name: 'releases', members: [...people.map(({ name }) => name), appId] });
  const parameters = { apitoken: botToken, appToken, signingKey: 'The signing key of the sandbox.' };
  return { channel: id, connection: { url: slack.apiUrl(), authorization: { scheme: 'Token', parameters } } };
}

interface Wanted {
  readonly branch: string;
  readonly board: string;
  readonly channel: string;
}

/** The files of the documents, for a trunk: changes and releases go into the same branch. */
function consumerFiles({ branch, board, channel }: Wanted) {
  const common = { channel };
  const trunk = { ...common, sourceBranch: branch, targetBranch: branch };
  const approvers = APPROVERS.map(({ email }) => email).join(', ');
  const relay = { relay: true, approvalToken: '$(approvalToken)', approvers };
  const changes: Readonly<Record<string, (file: ConsumerFile) => ConsumerFile>> = {
    'pull-request': (file) =>
      withParameters(file, { ...common, projectKey: board, issueType: 'Task', minimumSeverity: 'info' }),
    staging: (file) => ({
      ...withParameters(file, trunk),
      trigger: { batch: false, branches: { include: [branch] } },
    }),
    release: (file) => withParameters(file, { ...trunk, ...relay, buildSteps: BUILD_STEPS }),
  };
  const all = documentedFiles((name, file) => changes[name]?.(file) ?? file);
  return new Map([...all].filter(([name]) => changes[name] !== undefined));
}

interface NewFiles {
  readonly branch: string;
  readonly files: ReadonlyMap<string, string>;
  readonly days: number;
}

async function commitFiles({ gitDir }: SandboxRepository, { branch, files, days }: NewFiles): Promise<void> {
  const ref = `refs/heads/${branch}`;
  const parent = await runGit('git', gitDir, ['rev-parse', ref]);
  const texts = [...[...files].map(([name, text]) => [yamlPathOf(name), text] as const), DEPLOY_FILE];
  const message = 'Let the pipelines of Slipway review, stage and release\n';
  const at = daysLater('2026-03-09T08:30:00+01:00', days);
  const commit = { ref, mark: 1, parent, message, by: mara, at, files: texts };
  await importStream('git', gitDir, commitStream(commit));
}
