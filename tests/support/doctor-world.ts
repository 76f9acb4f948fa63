import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import type * as z from 'zod';
import type { Permission } from '../../sandbox/azure-devops/azure-devops.ts';
import { JOB_PERMISSIONS } from '../../sandbox/azure-devops/documents.ts';
import { claudeConnection } from '../../sandbox/review-run.ts';
import type { Endpoint, StepRun } from '../../sandbox/agent/task-step.ts';
import type {
  ClaudeConnection,
  JiraConnection,
  SlackAppConnection,
  SlackConnection,
} from '../../src/agent/connections.ts';
import type { ConnectionKind } from '../../src/agent/input-types.ts';
import type { TaskContext } from '../../src/agent/run-task.ts';
import type { Outcome } from '../../src/outcome.ts';
import type { StagingDocument } from '../../src/release/ledger/ledger-documents.ts';
import type { AgentReader } from '../../src/setup/ports.ts';
import { runDoctor } from '../../src/setup/run-doctor.ts';
import { SetupReport } from '../../src/setup/setup-report.ts';
import type { Inputs as DoctorInputs } from '../../tasks/SlipwayDoctor/inputs.ts';
import { createServices } from '../../tasks/SlipwayDoctor/services.ts';
import { tasksRoot } from './built-tasks.ts';
import { memoryLog } from './memory-log.ts';
import type { ReleaseWorld } from './release-world.ts';
import { SlackWorld } from './slack-world.ts';

type Inputs = Readonly<Record<string, string>>;
type Over = Parameters<ReleaseWorld['run']>[2];

type Context = TaskContext<z.output<typeof DoctorInputs>>;
type JiraToken = Parameters<ReleaseWorld['sandbox']['jira']['issueToken']>[0];

interface Look {
  readonly inputs?: Partial<Context['inputs']>;
  readonly token?: string;
  readonly sources?: string;
  readonly connections?: Readonly<Partial<Record<ConnectionKind, ClaudeConnection | JiraConnection | SlackConnection>>>;
}

interface Seen {
  readonly outcome: Outcome;
  readonly report: SetupReport;
  readonly open: readonly string[];
  readonly lines: readonly string[];
}

const TEMPLATES = 'slipway-pipelines';
const extending = (template: string): string => `trigger: none
resources:
  repositories:
    - { repository: slipway, type: git, name: Shop/${TEMPLATES}, ref: refs/heads/main }
extends:
  template: ${template}
${template.startsWith('pipelines/') ? '  parameters:\n    claudeConnection: claude\n' : ''}`;

/** A project in which everything is in place, and the doctor to look at it. */
export class DoctorWorld {
  readonly slack: SlackWorld;
  readonly world: ReleaseWorld;
  /** The number of the pipeline that reviews. */
  readonly pipeline: number;
  readonly buildPolicy: number;
  readonly reviewPolicy: number;
  readonly #agents = new Map<string, AgentReader>();

  private constructor(slack: SlackWorld, pipeline: number, policies: { build: number; review: number }) {
    this.slack = slack;
    this.world = slack.world;
    this.pipeline = pipeline;
    this.buildPolicy = policies.build;
    this.reviewPolicy = policies.review;
  }

  static async start(options: Parameters<typeof SlackWorld.start>[0] = {}): Promise<DoctorWorld> {
    const slack = await SlackWorld.start(options);
    const { world } = slack;
    const { azureDevOps } = world.sandbox;
    const { repository } = world;
    await world.commit(
      'main',
      { '.azure/pull-request.yml': extending('shop/pull-request.yml@slipway') },
      { message: 'Add the pipeline' },
    );
    const { id } = azureDevOps.createYamlPipeline({
      ...repository,
      name: 'pull-request',
      yamlPath: '.azure/pull-request.yml',
      tasksFolder: tasksRoot,
    });
    const templates = { ...repository, repository: TEMPLATES };
    azureDevOps.createRepository(templates);
    azureDevOps.setPolicy(templates, {
      type: 'minimumReviewers',
      settings: { minimumApproverCount: 1, creatorVoteCounts: false },
    });
    const build = setBuildPolicy(world, id);
    return new DoctorWorld(slack, id, { build, review: setReviewPolicy(world) });
  }

  /** Adds a pipeline, or changes it: what it extends, or a step of a task of ours. Gives its number. */
  async addPipeline(name: string, template: string | undefined): Promise<number> {
    const yamlPath = `.azure/${name}.yml`;
    const own = 'trigger: none\nsteps:\n  - task: RunPipeline@1\n    inputs: { pipeline: other }\n';
    const text = template === undefined ? own : extending(template);
    await this.world.commit('main', { [yamlPath]: text }, { message: `Change ${yamlPath}` });
    const pipeline = { ...this.world.repository, name, yamlPath, tasksFolder: tasksRoot };
    return this.world.sandbox.azureDevOps.createYamlPipeline(pipeline).id;
  }

  /** Stages a change with tickets, as StageRelease writes it. */
  async stage(keys: readonly string[]): Promise<void> {
    const at = '2026-03-01T10:00:00.000Z';
    const unknown = { title: null, type: null, url: null, status: null, statusAt: null };
    const tickets = keys.map((key) => ({ key, ...unknown }));
    const { repository: component } = this.world.repository;
    const change = { commit: null, pullRequest: null, title: 'A change', author: 'Ada', mergedAt: at, tickets };
    const document: StagingDocument = {
      ...{ schema: 1, component, version: '1.0.0', previousVersion: null, startedAt: at, updatedAt: at },
      ...{ changes: [{ ...change, bump: 'patch', because: 'patch' }], state: 'staging', commit: null },
      ...{ ready: true, notReady: [] },
    };
    const files = { [`staging/${component}.json`]: JSON.stringify(document) };
    await this.world.commit('slipway/ledger', files, { message: 'Stage' });
  }

  stop(name: string): Promise<void> {
    return this.slack.stop(name);
  }

  /** Runs the doctor with everything given, on a whole clone of main. */
  run(inputs: Inputs = {}, { connections = {}, ...over }: Over = {}): Promise<StepRun> {
    const given: Inputs = {
      claudeConnection: 'claude',
      jiraConnection: 'jira',
      slackConnection: 'slack',
      channel: this.slack.channel,
      ...inputs,
    };
    return this.world.run('SlipwayDoctor', given, {
      on: 'main',
      fetchDepth: 0,
      buildId: this.slack.newRun(),
      ...over,
      connections: { claude: claudeConnection(this.world.sandbox), ...this.endpoints(), ...connections },
    });
  }

  /** The same without a process of its own; the clone is `sources`. */
  async look({
    inputs = {},
    token = this.world.jobToken(),
    sources = this.sources(),
    ...given
  }: Look = {}): Promise<Seen> {
    const { sandbox, repository, folder } = this.world;
    const log = memoryLog();
    const lines = log.lines;
    const connections: Readonly<Record<string, unknown>> = { ...this.#connections(), ...given.connections };
    const collectionUri = `${sandbox.azureService.url}/${repository.organisation}`;
    const { project, projectId, id: repositoryId } = repository;
    const context = {
      inputs: {
        ...{ claudeConnection: 'claude', jiraConnection: 'jira', slackConnection: 'slack' },
        ...{ channel: this.slack.channel, components: [], environments: [], setUpEnvironments: false },
        ...{ approvers: [], dryRun: false },
        ...inputs,
      },
      connection: (name: string) => connections[name],
      job: {
        ...{ collectionUri, project, projectId, repositoryId, token, sourcesDirectory: sources },
        ...{ tempDirectory: folder, agentVersion: '4.266.2' },
      },
      log,
      network: {},
      redact: (text: string) => text,
      signal: new AbortController().signal,
    };
    const made = await createServices(context as unknown as Context, 'slipway/ledger');
    const services = { ...made, agent: this.#agentOn(sources, made.agent) };
    const place = { collectionUri: `${collectionUri}/`, project, projectId, repository: repository.repository };
    const outcome = await runDoctor(services, {
      ...context.inputs,
      components: [repository.repository],
      place: { ...place, repositoryId, ledgerBranch: 'slipway/ledger' },
      requestedById: undefined,
      runUrl: 'https://dev.azure.com/run',
    });
    const report = SetupReport.parse(outcome.result);
    return { outcome, report, open: openOf(report), lines };
  }

  /** The machine stays the same: git is asked about each clone once. */
  #agentOn(sources: string, agent: AgentReader): AgentReader {
    const known = this.#agents.get(sources);
    if (known) return known;
    const [version, isShallow] = [agent.readGitVersion(), agent.readIsShallow()];
    const kept = { ...agent, readGitVersion: () => version, readIsShallow: () => isShallow };
    this.#agents.set(sources, kept);
    return kept;
  }

  /** A whole clone. */
  sources(depth?: number): string {
    const folder = path.join(this.world.folder, `clone-${depth ?? 'whole'}`);
    if (existsSync(folder)) return folder;
    const source = pathToFileURL(this.world.repository.gitDir).href;
    const shallow = depth === undefined ? [] : ['--depth', String(depth)];
    execFileSync('git', ['clone', '--quiet', ...shallow, source, folder]);
    return folder;
  }

  #connections(): Readonly<Record<string, unknown>> {
    const { sandbox } = this.world;
    const { claude, claudeService } = sandbox;
    return {
      claude: { kind: 'claude', url: claudeService.url, apiToken: claude.apiKey, provider: 'anthropic' },
      jira: this.jiraConnection(),
      slack: this.slackConnection(),
    };
  }

  jiraConnection(token: Partial<JiraToken> = {}): JiraConnection {
    const { jira } = this.world.sandbox;
    const { email, token: secret } = jira.issueToken({ user: 'Slipway', ...token });
    const { deployment } = jira;
    const user = deployment === 'cloud' ? email : undefined;
    return { kind: 'jira', url: jira.siteUrl(), deployment, user, token: secret };
  }

  slackConnection(over: Partial<SlackAppConnection> = {}): SlackAppConnection {
    const { botToken, appToken } = this.slack.app;
    const key = 'the signing key of the whole project';
    const url = this.world.sandbox.slack.apiUrl();
    return { kind: 'slack', mode: 'app', url, botToken, appToken, signingKey: key, ...over };
  }

  endpoints(): Readonly<Record<string, Endpoint>> {
    return { jira: this.jira(), slack: this.slack.connection() };
  }

  jira(token: Partial<JiraToken> = {}): Endpoint {
    const { jira } = this.world.sandbox;
    const issued = jira.issueToken({ user: 'Slipway', ...token });
    return jiraEndpoint(jira.siteUrl(), issued, jira.deployment);
  }

  /** Without one of the rights of a job. */
  jobWithout(permission: Permission): string {
    return this.world.jobToken(JOB_PERMISSIONS.filter((one) => one !== permission));
  }

  /** What a run asked services to change: nothing but its own record. */
  get writes(): readonly string[] {
    return this.slack.writes;
  }
}

const jiraEndpoint = (
  url: string,
  { token, email }: { readonly token: string; readonly email: string },
  deployment: 'cloud' | 'datacenter',
): Endpoint => ({
  url,
  authorization:
    deployment === 'cloud'
      ? { scheme: 'UsernamePassword', parameters: { username: email, password: token } }
      : { scheme: 'Token', parameters: { apitoken: token } },
  data: { deployment },
});

/** The report that a run wrote, by its schema. */
export function reportOf(run: StepRun): SetupReport {
  const file = run.outputs['reportFile'];
  if (!file) throw new Error(`There is no report:\n${run.log}`);
  return SetupReport.parse(JSON.parse(readFileSync(path.resolve(file), 'utf8')));
}

/** What is not in order, as `status id`. */
export const openIn = (run: StepRun): readonly string[] => openOf(reportOf(run));

const openOf = ({ findings }: SetupReport): readonly string[] =>
  findings.filter(({ status }) => status !== 'ok').map(({ status, id }) => `${status} ${id}`);

export function setBuildPolicy(
  { sandbox, repository }: ReleaseWorld,
  pipelineId: number,
  over: Readonly<Record<string, unknown>> = {},
): number {
  return sandbox.azureDevOps.setPolicy(repository, {
    type: 'build',
    settings: {
      buildDefinitionId: pipelineId,
      queueOnSourceUpdateOnly: true,
      displayName: 'AI review',
      manualQueueOnly: false,
      validDuration: 0,
      ...over,
    },
  });
}

export function setReviewPolicy(
  { sandbox, repository }: ReleaseWorld,
  over: Readonly<Record<string, unknown>> = {},
): number {
  const { organisation } = repository;
  const displayName = `${repository.project} Build Service (${organisation})`;
  const { id } = sandbox.azureDevOps.createIdentity(organisation, { displayName, kind: 'buildService' });
  return sandbox.azureDevOps.setPolicy(repository, {
    type: 'status',
    settings: {
      statusGenre: 'slipway',
      statusName: 'ai-review',
      invalidateOnSourceUpdate: true,
      authorId: id,
      ...over,
    },
  });
}
