import { runTask } from '../../src/agent/run-task.ts';
import { parseParameters } from '../../src/release/run/parameters.ts';
import { NO_RUN } from '../../src/release/run/run-outcome.ts';
import { runPipeline } from '../../src/release/run/run-pipeline.ts';
import { Inputs } from './inputs.ts';

void runTask({ name: 'RunPipeline', inputs: Inputs }, async (context) => {
  const { inputs, job, keepProgress } = context;
  keepProgress({ outputs: NO_RUN });
  // Loaded after the first line is said: this takes longer than all the rest of the start.
  const { createServices } = await import('./services.ts');
  const parsed = parseParameters(inputs.parameters);
  return runPipeline(createServices(context), {
    ...inputs,
    branch: inputs.branch,
    commit: inputs.commit,
    project: inputs.project ?? job.project,
    parameters: 'parameters' in parsed ? parsed.parameters : {},
    ownRunId: job.buildId,
  });
});
