import { runTask } from '../../src/agent/run-task.ts';
import { NO_MERGE } from '../../src/release/merge/merge-outcome.ts';
import { mergePullRequest } from '../../src/release/merge/merge-pull-request.ts';
import { Inputs } from './inputs.ts';

void runTask({ name: 'MergePullRequest', inputs: Inputs }, async (context) => {
  const { inputs, job, keepProgress } = context;
  keepProgress({ outputs: NO_MERGE });
  // Loaded after the first line is said: this takes longer than all the rest of the start.
  const { createServices } = await import('./services.ts');
  const { pullRequestId, buildId: id, definitionId, pullRequestSourceCommit } = job;
  const commit = inputs.commit ?? (pullRequestId === inputs.pullRequestId ? pullRequestSourceCommit : undefined);
  return mergePullRequest(createServices(context), { ...inputs, commit, own: { id, definitionId } });
});
