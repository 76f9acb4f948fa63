import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { Permission } from '../../sandbox/azure-devops/azure-devops.ts';
import { JOB_PERMISSIONS } from '../../sandbox/azure-devops/documents.ts';
import { claudeConnection } from '../../sandbox/review-run.ts';
import type { Endpoint, StepRun } from '../../sandbox/agent/task-step.ts';
import type { Finding } from '../../src/setup/finding.ts';
import { SetupReport } from '../../src/setup/setup-report.ts';
import { tasksRoot } from './built-tasks.ts';
import type { ReleaseWorld } from './release-world.ts';
import { SlackWorld } from './slack-world.ts';

type Inputs = Readonly<Record<string, string>>;
type Over = Parameters<ReleaseWorld['run']>[2];

const TEMPLATES = 'slipway-pipelines';
const FILE = `trigger: none
resources:
  repositories:
    - { repository: slipway, type: git, name: Shop/${TEMPLATES}, ref: refs/heads/main }
extends:
  template: pipelines/pull-request.yml@slipway
  parameters:
    claudeConnection: claude
`;

/** A project in which everything is in place, and the doctor to look at it. */
export class DoctorWorld {
  readonly slack: SlackWorld;
  readonly world: ReleaseWorld;
  readonly buildPolicy: number;
  readonly reviewPolicy: number;
  readonly guard: number;

  private constructor(slack: SlackWorld, policies: { build: number; review: number; guard: number }) {
    this.slack = slack;
    this.world = slack.world;
    this.buildPolicy = policies.build;
    this.reviewPolicy = policies.review;
    this.guard = policies.guard;
  }

  static async start(options: Parameters<typeof SlackWorld.start>[0] = {}): Promise<DoctorWorld> {
    const slack = await SlackWorld.start(options);
    const { world } = slack;
    const { azureDevOps } = world.sandbox;
    const { repository } = world;
    await world.commit('main', { '.azure/pull-request.yml': FILE }, { message: 'Add the pipeline' });
    const { id } = azureDevOps.createYamlPipeline({
      ...repository,
      name: 'pull-request',
      yamlPath: '.azure/pull-request.yml',
      tasksFolder: tasksRoot,
    });
    const templates = { ...repository, repository: TEMPLATES };
    azureDevOps.createRepository(templates);
    const guard = azureDevOps.setPolicy(templates, {
      type: 'minimumReviewers',
      settings: { minimumApproverCount: 1, creatorVoteCounts: false },
    });
    const build = setBuildPolicy(world, id);
    return new DoctorWorld(slack, { build, review: setReviewPolicy(world), guard });
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

  endpoints(): Readonly<Record<string, Endpoint>> {
    return { jira: this.jira(), slack: this.slack.connection() };
  }

  jira(token: Partial<Parameters<ReleaseWorld['sandbox']['jira']['issueToken']>[0]> = {}): Endpoint {
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

export const jiraEndpoint = (
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
export const openIn = (run: StepRun): readonly string[] =>
  reportOf(run)
    .findings.filter(({ status }: Finding) => status !== 'ok')
    .map(({ status, id }) => `${status} ${id}`);

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
