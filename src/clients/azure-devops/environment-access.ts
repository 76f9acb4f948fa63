import type { AzureDevOpsClient } from './azure-devops-client.ts';

/** How the gates of a project are reached. */
export interface EnvironmentAccess {
  readonly client: AzureDevOpsClient;
  /** The same identity in another project of the collection, or at another address of the service. */
  readonly clientOf: (elsewhere: { readonly project?: string; readonly collectionUri?: string }) => AzureDevOpsClient;
  /** The repository whose pipelines use the environments. */
  readonly repositoryId: string;
}
