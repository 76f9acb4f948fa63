import type { Log } from '../log.ts';
import type { Outcome } from '../outcome.ts';
import { attempt, valueOf } from './attempt.ts';
import { checkAgent } from './check-agent.ts';
import { checkClaude } from './check-claude.ts';
import { checkJira } from './check-jira.ts';
import { checkRetention, checkWebhooks } from './check-keeping.ts';
import { checkPolicies } from './check-policies.ts';
import { checkRights } from './check-rights.ts';
import { checkSlack } from './check-slack.ts';
import { checkTemplates } from './check-templates.ts';
import { checkEnvironments } from './environments/check-environments.ts';
import type { EnvironmentReader, EnvironmentWriter, EnvironmentsRequest } from './environments/ports.ts';
import { setUpEnvironments } from './environments/set-up-environments.ts';
import { FINDING_AREAS, type Finding, setupStatus } from './finding.ts';
import { knownProjects } from './known-projects.ts';
import type { AgentReader, ClaudeReader, JiraReader, ProjectReader, SlackAccess } from './ports.ts';
import { keepsVersions, reviewsChanges } from './read-extends.ts';
import { countFindings, renderFindings } from './render-findings.ts';
import { renderSetup } from './render-setup.ts';
import type { SetupReport } from './setup-report.ts';
import { targetBranches } from './target-branches.ts';

export interface DoctorServices {
  readonly claude: ClaudeReader | undefined;
  readonly jira: JiraReader | undefined;
  readonly slack: SlackAccess | undefined;
  readonly project: ProjectReader;
  readonly agent: AgentReader;
  readonly environments: EnvironmentReader;
  readonly environmentWriter: EnvironmentWriter;
  readonly log: Log;
  /** Gives the path of the file. */
  readonly writeReport: (report: SetupReport) => string;
  /** UTC, ISO 8601. */
  readonly now: () => string;
}

export interface DoctorRequest extends EnvironmentsRequest {
  readonly channel: string | undefined;
  readonly setUpEnvironments: boolean;
  readonly dryRun: boolean;
  readonly runUrl: string;
}

const NOTHING = { status: '', reportFile: '' };
export const NO_REPORT: Readonly<Record<string, string>> = NOTHING;

/**
 * Looks at everything that the pipelines need, all at once, and tells how it stands. Changes nothing without
 * `setUpEnvironments`. What cannot be read is a finding of its own and hides nothing else.
 */
export async function runDoctor(services: DoctorServices, request: DoctorRequest): Promise<Outcome> {
  const { log, writeReport, now } = services;
  const found = await gatherFindings(services, request);
  const findings = FINDING_AREAS.flatMap((area) => found.filter((finding) => finding.area === area));
  const { project, repository } = request.place;
  const { claude, jira, slack } = services;
  const notUsed = Object.entries({ claude, jira, slack }).flatMap(([name, service]) =>
    service === undefined ? [name as SetupReport['notUsed'][number]] : [],
  );
  const status = setupStatus(findings);
  const report: SetupReport = {
    schema: 1,
    status,
    lookedAt: now(),
    project,
    repository,
    runUrl: request.runUrl,
    notUsed,
    findings,
  };
  for (const line of renderFindings(findings)) log.info(line);
  for (const name of notUsed) log.info(`Not used, so not looked at: ${name}.`);
  return {
    kind: OUTCOMES[status],
    summary: `${HEADS[status]}: ${countFindings(findings)}.`,
    outputs: { ...NOTHING, status, reportFile: writeReport(report) },
    result: { ...report },
    markdown: renderSetup(report),
  };
}

const OUTCOMES = { ok: 'succeeded', warnings: 'warned', problems: 'blocked' } as const;
const HEADS = {
  ok: 'Everything is in place',
  warnings: 'The set-up works, with something to look at',
  problems: 'The set-up does not work',
} as const;

async function gatherFindings(services: DoctorServices, request: DoctorRequest): Promise<readonly Finding[]> {
  const { claude, slack, project, agent, environments } = services;
  const files = attempt(() => environments.listPipelineFiles());
  const self = attempt(() => environments.readSelf());
  const webUrl = projectUrl(request);
  const parts = await Promise.all([
    claude ? checkClaude(claude) : [],
    checkTracker(services, request, files),
    slack ? checkSlack(slack, request.channel) : [],
    checkAgent(agent),
    checkRepository(services, request, { files, self }),
    files.then((read) => checkTemplates(environments, read)),
    checkGates(services, request),
    checkWebhooks(project, `${webUrl}/_settings`),
    checkRetention(project),
  ]);
  return parts.flat();
}

const projectUrl = ({ place: { collectionUri, project } }: DoctorRequest): string =>
  `${collectionUri}${encodeURIComponent(project)}`;

type Files = ReturnType<typeof attempt<Awaited<ReturnType<EnvironmentReader['listPipelineFiles']>>>>;
type Self = ReturnType<typeof attempt<Awaited<ReturnType<EnvironmentReader['readSelf']>>>>;

async function checkTracker(
  { jira, project }: DoctorServices,
  { components }: DoctorRequest,
  files: Files,
): Promise<readonly Finding[]> {
  if (jira === undefined) return [];
  const [keys, read] = await Promise.all([
    Promise.all(components.map((component) => attempt(() => project.readTicketKeys(component)))),
    files,
  ]);
  const texts = valueOf(read)?.map(({ text = '' }) => text);
  return checkJira(jira, {
    projects: knownProjects(keys.flatMap((one) => valueOf(one) ?? [])),
    keepsVersions: texts?.some(keepsVersions),
  });
}

/** Rights and policies: both need to know the branch that changes go into. */
async function checkRepository(
  { project }: DoctorServices,
  request: DoctorRequest,
  looks: { readonly files: Files; readonly self: Self },
): Promise<readonly Finding[]> {
  const [branch, files, self] = await Promise.all([
    attempt(() => project.readDefaultBranch()),
    looks.files,
    looks.self,
  ]);
  // A repository that cannot be read is told by each of its rights and policies.
  const target = valueOf(branch) ?? 'main';
  const { place } = request;
  const webUrl = projectUrl(request);
  const known = valueOf(files) ?? [];
  const identity = valueOf(self);
  const reviewers = known.filter(({ text = '' }) => reviewsChanges(text)).map(({ id }) => id);
  const found = await Promise.all([
    checkRights(project, { ...place, webUrl, targetBranch: target }, identity?.name ?? 'the build service'),
    checkPolicies(project, {
      branches: targetBranches(target, known),
      identityId: identity?.id,
      reviewers,
      page: `${webUrl}/_git/${encodeURIComponent(place.repository)}/branches`,
    }),
  ]);
  return found.flat();
}

function checkGates(services: DoctorServices, request: DoctorRequest): Promise<readonly Finding[]> {
  const { environments: reader, environmentWriter: writer, log } = services;
  if (request.environments.length === 0) return Promise.resolve([]);
  return request.setUpEnvironments
    ? setUpEnvironments({ reader, writer, log }, request, request)
    : checkEnvironments({ reader }, request);
}
