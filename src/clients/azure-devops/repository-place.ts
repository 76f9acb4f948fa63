import type { AzureDevOpsClient } from './azure-devops-client.ts';

/** A repository of the client's project. */
export interface RepositoryPlace {
  readonly client: AzureDevOpsClient;
  /** Name or id. */
  readonly repository: string;
}

/** The segments below which everything of a repository is found. */
export const pathOf = ({ repository }: RepositoryPlace, ...segments: readonly (string | number)[]) => [
  'git',
  'repositories',
  repository,
  ...segments,
];

/** A moment as `Date.toISOString` writes it: the service has seven digits after the second. */
export function momentOf(text: string): string {
  const moment = new Date(text);
  return Number.isNaN(moment.getTime()) ? text : moment.toISOString();
}
