import { execFile } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import { documentedFiles, withParameters } from '../../sandbox/consumer/documented-files.ts';
import {
  BUILD_STEPS,
  createGates,
  createPipelines,
  DEPLOY_FILE,
  requireValidation,
  yamlPathOf,
} from '../../sandbox/consumer/pipelines.ts';
import { pushTemplates } from '../../sandbox/consumer/templates.ts';
import type { HubSettings } from '../../sandbox/hub/start-hub.ts';
import { claudeConnection } from '../../sandbox/review-run.ts';
import { BOARD_WORKFLOW, jiraConnection } from '../../sandbox/seed-board.ts';
import { tasksRoot } from './built-tasks.ts';
import type { ReleaseWorld } from './release-world.ts';
import { SlackWorld } from './slack-world.ts';

const execute = promisify(execFile);

/** Who decides on the environments. */
export const APPROVER = 'Mara Novak';
/** The account whose token relays what people click; beside the approver nobody else may decide. */
export const RELAY = 'Release Relay';

export interface RunSeen {
  readonly id: number;
  readonly status: string;
  readonly result?: string;
  readonly reason: string;
  readonly sourceBranch: string;
  readonly sourceVersion: string;
}

interface TimelineRecord {
  readonly id: string;
  readonly parentId: string | null;
  readonly type: string;
  readonly name: string;
  readonly state: string;
  readonly result: string | null;
}

interface ApprovalStep {
  readonly status: string;
  readonly actualApprover?: { readonly displayName: string };
  readonly comment?: string;
}

interface PipelineWorldOptions {
  /** Slack is left out of the files when not wanted. */
  readonly withSlack?: boolean;
  /** Parameters by file; they go over those of the documents. */
  readonly parameters?: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  /** Further files of pipelines by name, which extend nothing. */
  readonly others?: Readonly<Record<string, string>>;
  /** Environments with an approval; all of them when left out. */
  readonly gates?: readonly string[];
  /** Whether pull requests need a run of pull-request.yml. */
  readonly validated?: boolean;
  /** Serves the hub, too. */
  readonly hub?: HubSettings;
}

/** The shipped templates, extended as docs/pipelines.md shows, and run with the built tasks at their gates. */
export class PipelineWorld {
  readonly slack: SlackWorld;
  readonly world: ReleaseWorld;
  /** Numbers of the pipelines by the file that they run. */
  readonly pipelines: ReadonlyMap<string, number>;

  private constructor(slack: SlackWorld, pipelines: ReadonlyMap<string, number>) {
    this.slack = slack;
    this.world = slack.world;
    this.pipelines = pipelines;
  }

  static async start({
    withSlack = false,
    parameters = {},
    others = {},
    gates,
    validated = true,
    hub,
  }: PipelineWorldOptions = {}): Promise<PipelineWorld> {
    const slack = await SlackWorld.start({ workflow: BOARD_WORKFLOW, ...(hub ? { hub } : {}) });
    const { world } = slack;
    const { azureDevOps, jira } = world.sandbox;
    const { organisation, project } = world.repository;
    slack.slack.setLimits('none');
    azureDevOps.executing.checkpointMs = 20;
    await pushTemplates(azureDevOps, organisation);
    const extending = documentedFiles((name, file) =>
      withParameters(file, {
        ...(name === 'release' ? { buildSteps: BUILD_STEPS } : {}),
        ...(withSlack ? { channel: slack.channel } : { slackConnection: undefined, channel: undefined }),
        ...parameters[name],
      }),
    );
    const samples = new Map([...extending, ...Object.entries(others)]);
    const files = Object.fromEntries<string>([
      ...[...samples].map(([name, text]) => [yamlPathOf(name), text] as const),
      DEPLOY_FILE,
    ]);
    for (const branch of ['main', 'develop']) await world.commit(branch, files, { message: 'Add the pipelines' });
    createGates(azureDevOps, { organisation, project, approvers: [APPROVER, RELAY], ...(gates ? { gates } : {}) });
    const connections = {
      claude: claudeConnection(world.sandbox),
      jira: jiraConnection(jira),
      slack: slack.connection(),
    };
    const created = createPipelines(azureDevOps, world.repository, {
      names: samples.keys(),
      tasksFolder: tasksRoot,
      connections,
      approvalToken: world.tokenOf(RELAY),
    });
    const smoke = { ...world.repository, name: 'smoke', stages: [{ name: 'Smoke', seconds: 0 }] };
    const pipelines = new Map([...created, ['smoke', azureDevOps.createPipeline(smoke).id]]);
    const seen = new PipelineWorld(slack, pipelines);
    for (const branch of validated ? ['develop', 'main'] : [])
      requireValidation(azureDevOps, world.repository, { branch, pipeline: seen.pipeline('pull-request') });
    return seen;
  }

  stop(name: string): Promise<void> {
    return this.world.stop(name);
  }

  pipeline(name: string): number {
    const id = this.pipelines.get(name);
    if (id === undefined) throw new Error(`There is no pipeline ${name}.`);
    return id;
  }

  /** A person's push, by git over HTTP. */
  async push(branch: string, files: Readonly<Record<string, string>>, message: string): Promise<void> {
    const { repository, folder } = this.world;
    const clone = path.join(folder, `clone-${branch.replaceAll('/', '-')}`);
    const git = (...args: readonly string[]) => {
      const header = `http.extraheader=AUTHORIZATION: bearer ${this.world.tokenOf('Ada')}`;
      return execute('git', ['-c', header, ...args]);
    };
    await git('clone', '--quiet', '--branch', 'develop', repository.cloneUrl(), clone);
    for (const [file, text] of Object.entries(files)) {
      mkdirSync(path.dirname(path.join(clone, file)), { recursive: true });
      writeFileSync(path.join(clone, file), text);
    }
    await git('-C', clone, 'add', '--all');
    const by = ['-c', 'user.name=Ada', '-c', 'user.email=ada@example.com'];
    await git('-C', clone, ...by, 'commit', '--quiet', '--message', message);
    await git('-C', clone, 'push', '--quiet', 'origin', `HEAD:refs/heads/${branch}`);
  }

  /** Ada's pull request from a branch. */
  async openPullRequest(branch: string, title: string, target = 'develop'): Promise<number> {
    const body = { sourceRefName: `refs/heads/${branch}`, targetRefName: `refs/heads/${target}`, title };
    const route = `git/repositories/${this.world.repository.id}/pullrequests`;
    return ((await this.world.request('POST', route, body)) as { readonly pullRequestId: number }).pullRequestId;
  }

  /** Queues a run with the Runs API, as Ada. */
  async queue(name: string, templateParameters: Readonly<Record<string, string>> = {}): Promise<number> {
    const route = `pipelines/${this.pipeline(name)}/runs`;
    return ((await this.world.request('POST', route, { templateParameters })) as { readonly id: number }).id;
  }

  /** The runs of a pipeline, the oldest first, once what starts them has done so. */
  async runsOf(name: string): Promise<readonly RunSeen[]> {
    await this.world.sandbox.azureDevOps.settle();
    const route = `build/builds?definitions=${this.pipeline(name)}&queryOrder=queueTimeAscending`;
    return ((await this.world.request('GET', route)) as { readonly value: readonly RunSeen[] }).value;
  }

  /** Waits until a run has ended or only waits for people. */
  async settled(run: number, except: readonly string[] = []): Promise<RunSeen> {
    const { organisation } = this.world.repository;
    await this.world.sandbox.azureDevOps.settled({ organisation, run }, { except });
    return (await this.world.request('GET', `build/builds/${run}`)) as RunSeen;
  }

  async records(run: number): Promise<readonly TimelineRecord[]> {
    const route = `build/builds/${run}/timeline`;
    return ((await this.world.request('GET', route)) as { readonly records: readonly TimelineRecord[] }).records;
  }

  /** Each stage with its result, or how it stands. */
  async stages(run: number): Promise<readonly string[]> {
    const records = await this.records(run);
    return records
      .filter(({ type }) => type === 'Stage')
      .map(({ name, state, result }) => `${name}: ${result ?? state}`);
  }

  /** The stage whose approval a run waits for; undefined when it waits for none. */
  async waitsFor(run: number): Promise<string | undefined> {
    const records = await this.records(run);
    const byId = new Map(records.map((record) => [record.id, record]));
    let record = records.find(({ type, state }) => type === 'Checkpoint.Approval' && state === 'inProgress');
    while (record && record.type !== 'Stage') record = byId.get(record.parentId ?? '');
    return record?.name;
  }

  /** How the branch policies of a pull request stand. */
  async policies(pullRequest: number): Promise<readonly string[]> {
    const artifact = `vstfs:///CodeReview/CodeReviewId/${this.world.repository.projectId}/${pullRequest}`;
    const route = `policy/evaluations?artifactId=${artifact}&api-version=7.1-preview.1`;
    const { value } = (await this.world.request('GET', route)) as { readonly value: readonly { status: string }[] };
    return value.map(({ status }) => status);
  }

  /** What was decided on the approvals of a run: by whom, and with which words. */
  async decisions(run: number): Promise<readonly string[]> {
    const found = (await this.records(run)).filter(({ type }) => type === 'Checkpoint.Approval');
    const ids = found.map(({ id }) => id).join(',');
    const { value } = (await this.world.request('GET', `pipelines/approvals?approvalIds=${ids}&$expand=steps`)) as {
      readonly value: readonly { readonly status: string; readonly steps: readonly ApprovalStep[] }[];
    };
    return value.flatMap(({ steps }) =>
      steps.flatMap(({ status, actualApprover, comment }) =>
        actualApprover ? [`${status} by ${actualApprover.displayName}: ${comment ?? ''}`] : [],
      ),
    );
  }

  /** Decides the one approval that a run waits for. */
  async decide(run: number, status: 'approved' | 'rejected', comment = ''): Promise<void> {
    const waiting = (await this.records(run)).filter(
      ({ type, state }) => type === 'Checkpoint.Approval' && state === 'inProgress',
    );
    const [approval] = waiting;
    if (!approval || waiting.length > 1) throw new Error(`Run ${run} waits for ${waiting.length} approvals.`);
    const body = [{ approvalId: approval.id, status, comment }];
    await this.world.request('PATCH', 'pipelines/approvals', body, this.world.tokenOf(APPROVER));
  }

  /** Approves what a run waits for, and waits for what comes of it. */
  async approve(run: number, except: readonly string[] = []): Promise<RunSeen> {
    await this.decide(run, 'approved');
    return this.settled(run, except);
  }

  /** Runs a stage again, as a person does on the page of the run. */
  async retry(run: number, stage: string): Promise<void> {
    const body = { state: 'retry', forceRetryAllJobs: false };
    await this.world.request('PATCH', `build/builds/${run}/stages/${stage}`, body);
  }

  /** All that the steps of a run have printed. */
  async log(run: number): Promise<string> {
    const route = `build/builds/${run}/logs`;
    const { value } = (await this.world.request('GET', route)) as {
      readonly value: readonly { readonly id: number }[];
    };
    const texts: string[] = [];
    const { organisation, project } = this.world.repository;
    for (const { id } of value) {
      const url = `${this.world.sandbox.azureService.url}/${organisation}/${project}/_apis/${route}/${id}`;
      const headers = { authorization: `Bearer ${this.world.tokenOf('Ada')}` };
      texts.push(await (await fetch(`${url}?api-version=7.1`, { headers })).text());
    }
    return texts.join('').replaceAll(/^\S+ /gm, '');
  }
}
