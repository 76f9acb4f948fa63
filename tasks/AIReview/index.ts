import { runTask } from '../../src/agent/run-task.ts';
import { NO_RESULT } from '../../src/review/review-outcome.ts';
import { reviewPullRequest } from '../../src/review/review-pull-request.ts';
import { Inputs } from './inputs.ts';

void runTask({ name: 'AIReview', inputs: Inputs }, async (context) => {
  const { inputs, keepProgress } = context;
  keepProgress({ outputs: NO_RESULT });
  // Loaded after the first line is said: this takes longer than all the rest of the start.
  const { createServices } = await import('./services.ts');
  return reviewPullRequest(createServices(context), { ...inputs, instructionsFile: inputs.instructionsFile ?? '' });
});
