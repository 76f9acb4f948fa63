import path from 'node:path';
import type * as z from 'zod';
import type { TaskContext } from '../../src/agent/run-task.ts';
import { SlipwayError } from '../../src/errors.ts';
import { createAzureDevOpsClient } from '../../src/clients/azure-devops/azure-devops-client.ts';
import { createBoardsTracker } from '../../src/clients/azure-devops/boards-tracker.ts';
import { createLedgerBranch } from '../../src/clients/azure-devops/ledger-branch.ts';
import { createReleaseHost } from '../../src/clients/azure-devops/release-host.ts';
import { createHttpClient, type HttpClient } from '../../src/clients/http/http-client.ts';
import type { ReleaseHost } from '../../src/release/ports.ts';
import type { NotesForms } from '../../src/release/pull-request/release-notes.ts';
import type { ReleaseServices, ReleaseSettings } from '../../src/release/release-services.ts';
import type { TicketReader } from '../../src/tickets/ports.ts';
import type { Inputs } from './inputs.ts';
import { openLazily } from './open-lazily.ts';
import { createReleaseTickets } from './release-tickets.ts';
import { notesWriter } from './write-notes.ts';

type Context = TaskContext<z.output<typeof Inputs>>;

export interface OpenedServices {
  readonly services: ReleaseServices;
  readonly settings: ReleaseSettings;
  readonly writeNotes: (notes: NotesForms) => Promise<string>;
  readonly close: () => Promise<void>;
}

/** Which client meets which port. Asks for the source branch's tip when the run is of another branch. */
export async function openServices(context: Context): Promise<OpenedServices> {
  const { inputs, job, log, network, signal, redact } = context;
  const { collectionUri, token, project, repositoryId, repositoryName, tempDirectory } = job;
  const http = createHttpClient({ signal, log, network, redact });
  const client = createAzureDevOpsClient({ http, collectionUri, token, project });
  const host = createReleaseHost({ client, repository: repositoryId }, log);
  const settings = settingsOf(context);
  const folder = path.join(tempDirectory, 'slipway');
  const webUrl = client.webUrl(project, '_git', repositoryName);
  const repository = openLazily({ job, network, signal, log, folder, url: webUrl });
  const jira = await openJira(context, http);
  const ledgerPlace = { client, repository: inputs.ledgerRepository ?? repositoryId };
  const services: ReleaseServices = {
    ledger: createLedgerBranch(ledgerPlace, inputs.ledgerBranch, job.runUrl),
    host,
    history: repository.history,
    writer: repository.branches,
    tickets: createReleaseTickets(jira, createBoardsTracker({ client, project })),
    log,
    pause: http.pause,
    random: Math.random,
    now: () => new Date().toISOString(),
    run: { id: job.buildId, url: job.runUrl, commit: await commitOf(context, settings, host) },
    links: {
      pullRequest: (id) => `${webUrl}/pullrequest/${id}`,
      compare: (from, to) =>
        `${webUrl}/branchCompare?baseVersion=GT${encodeURIComponent(from)}&targetVersion=GT${encodeURIComponent(to)}`,
    },
  };
  return {
    services,
    settings,
    writeNotes: notesWriter(folder, settings.component, redact),
    close: () => repository.close(),
  };
}

/** Loaded only where it is used: its shapes take time and memory. */
async function openJira({ inputs, connection, log }: Context, http: HttpClient): Promise<TicketReader | undefined> {
  if (inputs.jiraConnection === undefined) return undefined;
  const { createJiraTracker } = await import('../../src/clients/jira/create-jira.ts');
  return createJiraTracker({ connection: connection(inputs.jiraConnection, 'jira'), http, log });
}

function settingsOf({ inputs, job }: Context): ReleaseSettings {
  const { component = job.repositoryName, versioning, releaseAs, prerelease, targetBranch, paths } = inputs;
  return {
    component,
    versioning,
    releaseAs,
    prerelease,
    sourceBranch: shortName(inputs.sourceBranch ?? requireBranch(job.sourceBranch)),
    targetBranch: shortName(targetBranch),
    paths,
    tagFormat: inputs.tagFormat,
    notesFile: inputs.notesFile?.replace(/^\.?\/+/, ''),
    dryRun: inputs.dryRun,
  };
}

const shortName = (branch: string): string => branch.replace(/^refs\/heads\//, '');

/** A run of a tag or of a pull request's merge preview stands on no branch that releases come from. */
function requireBranch(ref: string): string {
  if (ref.startsWith('refs/heads/')) return ref;
  throw new SlipwayError(`This run is of ${ref}, which is no branch.`, {
    kind: 'input',
    code: 'RELEASE_SOURCE_BRANCH_UNKNOWN',
    hint: 'Set "sourceBranch" to the branch that changes are merged into.',
  });
}

/** What the run was started for, or the tip of the source branch for a run of another one. */
async function commitOf({ job }: Context, { sourceBranch }: ReleaseSettings, host: ReleaseHost): Promise<string> {
  if (job.sourceBranch === `refs/heads/${sourceBranch}`) return job.sourceVersion;
  const tip = await host.readBranch(sourceBranch);
  if (tip !== undefined) return tip;
  throw new SlipwayError(`There is no branch ${sourceBranch}.`, {
    kind: 'input',
    code: 'RELEASE_BRANCH_UNKNOWN',
    hint: 'Name the branches as they are: "sourceBranch" is where changes are merged, "targetBranch" where releases go.',
  });
}
