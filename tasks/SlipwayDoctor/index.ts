import { findVariable } from '../../src/agent/job.ts';
import { runTask } from '../../src/agent/run-task.ts';
import { NO_REPORT, runDoctor } from '../../src/setup/run-doctor.ts';
import { Inputs } from './inputs.ts';

const LEDGER_BRANCH = 'slipway/ledger';
/** The hub finds the doctor's runs by it. */
const RUN_TAG = 'slipway-doctor';

void runTask({ name: 'SlipwayDoctor', inputs: Inputs }, async (context) => {
  const { inputs, job, keepProgress, tagRun } = context;
  tagRun(RUN_TAG);
  keepProgress({ outputs: NO_REPORT });
  // Loaded after the first line is said: this takes longer than all the rest of the start.
  const { createServices } = await import('./services.ts');
  const { collectionUri, project, projectId, repositoryId, repositoryName: repository } = job;
  return runDoctor(await createServices(context, LEDGER_BRANCH), {
    ...inputs,
    channel: inputs.channel,
    components: inputs.components.length === 0 ? [repository] : inputs.components,
    place: {
      collectionUri: `${collectionUri}/`,
      project,
      projectId,
      repository,
      repositoryId,
      ledgerBranch: LEDGER_BRANCH,
    },
    requestedById: findVariable('Build.RequestedForId'),
    runUrl: job.runUrl,
  });
});
