import { findVariable, type Job } from '../../src/agent/job.ts';
import type { RunStory } from '../../src/chat/choose-facts.ts';
import { describeProgress, type JobStatus } from '../../src/chat/run-progress.ts';
import { parseResults } from '../../src/chat/run-results.ts';
import type { AzureDevOpsClient } from '../../src/clients/azure-devops/azure-devops-client.ts';
import { readTimeline } from '../../src/clients/azure-devops/builds.ts';
import { readAttachments } from '../../src/clients/azure-devops/run-attachments.ts';
import { SlipwayError } from '../../src/errors.ts';
import type { Log } from '../../src/log.ts';
import { readLocalResults } from './local-results.ts';

/** The tasks whose results messages are made of. */
const TOLD = /^(AIReview|StageRelease|JiraTicket)-\d+$/;
const STATUSES = ['Succeeded', 'SucceededWithIssues', 'Failed', 'Canceled'] as const;

/** Reads what the run tells so far. What Azure DevOps does not show is left out of the message, and said. */
export async function gatherStory(job: Job, client: AzureDevOpsClient, log: Log): Promise<RunStory> {
  const wanted = (name: string) => TOLD.test(name);
  const attached = { runId: job.buildId, type: 'slipway.result', wanted };
  const [local, others, records] = await Promise.all([
    readLocalResults(job.tempDirectory, wanted),
    orNothing(log, 'Results of other jobs', readAttachments(client, attached)),
    orNothing(log, 'The stages of the run', readTimeline(client, job.buildId)),
  ]);
  const progress = records && describeProgress(records, statusOf(findVariable('Agent.JobStatus')), job.runUrl);
  return {
    run: { number: job.buildNumber, url: job.runUrl },
    pipeline: {
      pipeline: findVariable('Build.DefinitionName') ?? 'Pipeline',
      branch: job.sourceBranch.replace(/^refs\/heads\//, ''),
      commit: job.sourceVersion,
      requester: findVariable('Build.RequestedFor'),
    },
    progress,
    results: parseResults([...(others ?? []), ...local]),
  };
}

async function orNothing<Value>(log: Log, what: string, reading: Promise<Value>): Promise<Value | undefined> {
  try {
    return await reading;
  } catch (error) {
    if (!(error instanceof SlipwayError)) throw error;
    log.info(`${what} could not be read and are left out: ${error.message}`);
    return undefined;
  }
}

const statusOf = (status: string | undefined): JobStatus | undefined => STATUSES.find((known) => known === status);
