import { runTask } from '../../src/agent/run-task.ts';
import { NO_RESULT } from '../../src/review/review-outcome.ts';
import { reviewPullRequest } from '../../src/review/review-pull-request.ts';
import { Inputs } from './inputs.ts';
import { createServices } from './services.ts';

void runTask({ name: 'AIReview', inputs: Inputs }, (context) => {
  const { inputs, keepProgress } = context;
  keepProgress({ outputs: NO_RESULT });
  return reviewPullRequest(createServices(context), { ...inputs, instructionsFile: inputs.instructionsFile ?? '' });
});
