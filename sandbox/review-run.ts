import type { Endpoint, StepRun } from './agent/task-step.ts';
import type { SandboxPullRequest } from './azure-devops/azure-devops.ts';
import type { Sandbox } from './sandbox.ts';
import { runTask, type TaskRun } from './task-run.ts';

/** The name of the Claude connection in the sandbox's runs. */
export const CLAUDE_CONNECTION = 'claude';

export interface ReviewRun extends Omit<TaskRun, 'inputs' | 'subject' | 'connections' | 'fetchDepth'> {
  readonly pullRequest: Pick<SandboxPullRequest, 'id'> & { readonly source: string; readonly target: string };
  readonly inputs?: Readonly<Record<string, string>>;
  /** The sandbox's own Claude when left out. */
  readonly claude?: ClaudeAccess;
  /**
   * What the run is for. `validation` builds the merge preview; `manual` builds the target branch and names the pull
   * request by its input, as a pull request with conflicts needs it; `none` has no checkout at all.
   */
  readonly checkout?: 'validation' | 'manual' | 'none';
  /** A depth of 1 is what new pipelines have; 0 is everything. */
  readonly fetchDepth?: number;
}

interface ClaudeAccess {
  readonly url: string;
  readonly apiKey: string;
}

/** Runs the built AIReview for a pull request. */
export function runReview({ checkout = 'validation', ...run }: ReviewRun): Promise<StepRun> {
  const { pullRequest, sandbox } = run;
  return runTask({
    pipeline: 'pull-request',
    permissions: ['readCode', 'contributeToPullRequests', 'contribute', 'createBranch'],
    ...run,
    name: 'review',
    subject:
      checkout === 'validation'
        ? { kind: 'pullRequest', ...pullRequest }
        : { kind: 'branch', ref: pullRequest.target, reason: 'Manual' },
    fetchDepth: checkout === 'none' ? 'none' : (run.fetchDepth ?? 1),
    inputs: {
      claudeConnection: CLAUDE_CONNECTION,
      ...(checkout === 'validation' ? {} : { pullRequestId: String(pullRequest.id) }),
      ...run.inputs,
    },
    connections: { [CLAUDE_CONNECTION]: claudeConnection(sandbox, run.claude) },
  });
}

/** A service connection to the sandbox's Claude, or to another. */
export function claudeConnection(sandbox: Sandbox, claude?: ClaudeAccess): Endpoint {
  const { url, apiKey } = claude ?? { url: sandbox.claudeService.url, apiKey: sandbox.claude.apiKey };
  return { url, authorization: { scheme: 'Token', parameters: { apitoken: apiKey } }, data: { provider: 'anthropic' } };
}
