import type { AzureDevOpsClient } from './azure-devops-client.ts';

/** A pull request of the project, by its number. */
export interface PullRequestAddress {
  readonly client: AzureDevOpsClient;
  readonly pullRequestId: number;
}

/** Where everything below a pull request is found. */
export interface PullRequestPlace {
  readonly client: AzureDevOpsClient;
  /** git/repositories/{id}/pullRequests/{id} */
  readonly path: readonly (string | number)[];
}
