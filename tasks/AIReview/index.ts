import { runTask } from '../../src/agent/run-task.ts';
import { NO_RESULT } from '../../src/review/review-outcome.ts';
import { type ReviewServices, reviewPullRequest } from '../../src/review/review-pull-request.ts';
import { sweepRepositories } from '../../src/review/sweep-repositories.ts';
import { Inputs } from './inputs.ts';
import { pullRequestIdOf } from './pull-request-id.ts';

void runTask({ name: 'AIReview', inputs: Inputs }, async (context) => {
  const { inputs, job, keepProgress } = context;
  keepProgress({ outputs: NO_RESULT });
  const { repositories, targetBranch } = inputs;
  const review = (services: ReviewServices) =>
    reviewPullRequest(services, { ...inputs, instructionsFile: inputs.instructionsFile ?? '' });
  const one = repositories.length === 0 ? pullRequestIdOf(inputs, job) : undefined;
  // Loaded after the first line is said: this takes longer than all the rest of the start.
  const { createServices, createSweepServices } = await import('./services.ts');
  return one === undefined
    ? sweepRepositories(createSweepServices(context, review), { repositories, targetBranch })
    : review(createServices(context, one));
});
