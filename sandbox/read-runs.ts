import * as z from 'zod';
import type { AzureDevOps } from './azure-devops/azure-devops.ts';
import type { ApprovalPlace } from './azure-devops/pipelines/approvals.ts';
import { findStep } from './azure-devops/pipelines/approvals.ts';
import { isOpen, requiredApprovers } from './azure-devops/pipelines/decide-approval.ts';
import { approvalsOfProject } from './azure-devops/pipelines/find-approval.ts';
import { isPerson } from './azure-devops/identities.ts';
import { identityOf } from './azure-devops/world.ts';
import { OWN } from './hub/people.ts';
import { createPageReader, List, type PageReader } from './page-reader.ts';
import type { ApprovalView, ProjectAddress, RecordView, RunData, RunState, RunSummary } from './page/runs/run-data.ts';
import { readEnvironments } from './read-environments.ts';
import { askAs } from './ask-as.ts';
import { decideAs } from './decide-as.ts';

const Person = z.object({ displayName: z.string() });
const Build = z.object({
  id: z.number(),
  buildNumber: z.string(),
  status: z.string(),
  result: z.string().optional(),
  reason: z.string(),
  queueTime: z.string(),
  sourceBranch: z.string(),
  definition: z.object({ name: z.string() }),
  requestedFor: Person,
});
const TimelineRecord = z.object({
  id: z.string(),
  parentId: z.string().optional(),
  type: z.string(),
  name: z.string(),
  identifier: z.string().default(''),
  state: z.string(),
  result: z.string().optional(),
  startTime: z.string().optional(),
  finishTime: z.string().optional(),
  order: z.number().default(0),
  attempt: z.number().default(1),
  issues: z.array(z.object({ type: z.string(), message: z.string() })).default([]),
  log: z.object({ id: z.number() }).optional(),
});

type Build = z.infer<typeof Build>;
type TimelineRecord = z.infer<typeof TimelineRecord>;

/** What the pages of runs show: over REST, but for who may decide an approval, which is everybody's own question there. */
export function readRunData(azureDevOps: AzureDevOps, baseUrl: () => string): RunData {
  const reader = createPageReader(azureDevOps, baseUrl);
  const projects = () => {
    const all = azureDevOps
      .listRepositories()
      .map(({ organisation, project }) => ({ organization: organisation, project }));
    return [...new Map(all.map((one) => [JSON.stringify(one).toLowerCase(), one])).values()];
  };
  const find = (wanted: ProjectAddress) => projects().find((one) => isSame(one, wanted));

  return {
    listProjects: () => Promise.resolve(projects()),

    async readProject(wanted) {
      const address = find(wanted);
      if (!address) return undefined;
      const builds = await reader.findOfProject(nameOf(address), 'build/builds?$top=100', List(Build));
      const pending = approvalsIn(azureDevOps, address).filter(
        ({ status }) => status === 'pending' || status === 'deferred',
      );
      return { address, runs: (builds?.value ?? []).map((build) => summaryOf(address, build)), pending };
    },

    async readRun({ id, ...wanted }) {
      const address = find(wanted);
      const build = address && (await reader.findOfProject(nameOf(address), `build/builds/${id}`, Build));
      if (!build) return undefined;
      const approvals = approvalsIn(azureDevOps, address).filter(({ run }) => run.id === id);
      const summary = summaryOf(address, build);
      const stages = await readStages(reader, address, id);
      return { ...summary, stages, approvals, people: peopleOf(azureDevOps, summary) };
    },

    async readLog({ id, ...wanted }, log) {
      const address = find(wanted);
      return address && reader.findText(nameOf(address), `build/builds/${id}/logs/${log}`);
    },

    async readEnvironments(wanted) {
      const address = find(wanted);
      return address && readEnvironments(reader, address);
    },

    async decide({ project, ...decision }) {
      const address = find(project);
      if (!address) return { refused: 'There is no such project.', status: 404 };
      return decideAs({ azureDevOps, baseUrl }, address, decision);
    },

    async updateStage({ run, stage, personId, state }) {
      const address = find(run);
      if (!address) return { refused: 'There is no such project.', status: 404 };
      const route = `build/builds/${run.id}/stages/${encodeURIComponent(stage)}?api-version=7.1`;
      const refused = await askAs({ azureDevOps, baseUrl }, address, { personId, route, body: { state } });
      return refused ?? { run: { ...address, id: run.id } };
    },
  };
}

const nameOf = ({ organization, project }: ProjectAddress) => ({ organisation: organization, project });

const isSame = (one: ProjectAddress, other: ProjectAddress) =>
  one.organization.toLowerCase() === other.organization.toLowerCase() &&
  one.project.toLowerCase() === other.project.toLowerCase();

const RESULTS: Readonly<Record<string, RunState>> = {
  succeeded: 'succeeded',
  succeededWithIssues: 'succeededWithIssues',
  partiallySucceeded: 'succeededWithIssues',
  failed: 'failed',
  canceled: 'canceled',
  skipped: 'skipped',
};

const summaryOf = (address: ProjectAddress, build: Build): RunSummary => ({
  address: { ...address, id: build.id },
  number: build.buildNumber,
  pipeline: build.definition.name,
  branch: build.sourceBranch.replace(/^refs\/heads\//, ''),
  reason: build.reason,
  requestedFor: build.requestedFor.displayName,
  queuedAt: new Date(build.queueTime),
  state: build.status === 'completed' ? (RESULTS[build.result ?? ''] ?? 'other') : runningState(build.status),
});

const runningState = (status: string): RunState => (status === 'notStarted' ? 'pending' : 'inProgress');

async function readStages(reader: PageReader, address: ProjectAddress, id: number): Promise<readonly RecordView[]> {
  const shape = z.object({ records: z.array(TimelineRecord) }).nullable();
  const timeline = await reader.findOfProject(nameOf(address), `build/builds/${id}/timeline`, shape);
  const children = new Map<string, TimelineRecord[]>();
  for (const record of timeline?.records ?? []) {
    const parent = record.parentId ?? '';
    children.set(parent, [...(children.get(parent) ?? []), record]);
  }
  const below = (parent: string, depth: number): readonly RecordView[] =>
    depth > 6
      ? []
      : [...(children.get(parent) ?? [])]
          .sort((one, other) => one.order - other.order)
          .map((record) => viewOf(record, below(record.id, depth + 1)));
  return below('', 0);
}

function viewOf(
  { state, result, startTime, finishTime, log, ...rest }: TimelineRecord,
  children: readonly RecordView[],
): RecordView {
  const { id, type, name, identifier, attempt, issues } = rest;
  const dateOf = (text: string | undefined) => (text === undefined ? undefined : new Date(text));
  const known: RunState = state === 'pending' ? 'pending' : 'inProgress';
  return {
    id,
    type,
    name,
    identifier,
    attempt,
    issues,
    state: state === 'completed' ? (RESULTS[result ?? ''] ?? 'other') : known,
    startedAt: dateOf(startTime),
    finishedAt: dateOf(finishTime),
    log: log?.id,
    children,
  };
}

/** Of a scripted run nobody: its stages cannot be updated. */
function peopleOf(azureDevOps: AzureDevOps, { address, requestedFor }: RunSummary) {
  const { organisation } = azureDevOps.projectPlace(nameOf(address));
  if (!organisation.builds.get(address.id)?.yaml) return [];
  return organisation.document.identities
    .filter((one) => isPerson(one) && one.memberIds === undefined && !OWN.has(one.displayName))
    .map(({ id, displayName }) => ({ id, name: displayName }))
    .sort((one, other) => Number(other.name === requestedFor) - Number(one.name === requestedFor));
}

const approvalsIn = (azureDevOps: AzureDevOps, address: ProjectAddress): readonly ApprovalView[] =>
  approvalsOfProject(azureDevOps.projectPlace(nameOf(address))).map((approval) => approvalView(address, approval));

function approvalView(address: ProjectAddress, approval: ApprovalPlace): ApprovalView {
  const { id, place, run, stage, script, progress, decisions } = approval;
  const { organisation } = place;
  const labelOf = (one: string) => identityOf(organisation, one).displayName;
  return {
    id,
    run: { ...address, id: run.id },
    runNumber: run.buildNumber,
    pipeline: run.pipelineName,
    stage,
    environment: script.environment,
    status: progress.status,
    instructions: script.instructions ?? '',
    minRequiredApprovers: requiredApprovers(script),
    steps: script.approverIds.map((approverId) => {
      const decision = decisions.find((one) => one.approverId === approverId);
      const open = isOpen(progress) ? 'pending' : 'skipped';
      return {
        approver: labelOf(approverId),
        status:
          decision?.status ??
          (progress.status === 'timedOut' || progress.status === 'canceled' ? progress.status : open),
        by: decision && labelOf(decision.byId ?? approverId),
        comment: decision?.comment ?? '',
      };
    }),
    deciders: organisation.document.identities
      .filter((one) => isPerson(one) && one.memberIds === undefined && findStep(approval, one) !== undefined)
      .map((one) => ({ id: one.id, name: one.displayName })),
  };
}
