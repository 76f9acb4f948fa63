/** Where pages of Azure DevOps are, for people. */

export interface ProjectAddress {
  /** Root of the organisation, with a slash at the end. */
  readonly baseUrl: string;
  readonly project: string;
}

export interface RepositoryAddress {
  /** Without a slash at the end. */
  readonly webUrl: string;
}

const projectUrl = ({ baseUrl, project }: ProjectAddress): string => `${baseUrl}${encodeURIComponent(project)}`;

export const runUrl = (place: ProjectAddress, run: number): string =>
  `${projectUrl(place)}/_build/results?buildId=${run}`;

/** The files that a run published. */
export const artifactsUrl = (place: ProjectAddress, run: number): string =>
  `${runUrl(place, run)}&view=artifacts&type=publishedArtifacts`;

export const pipelineUrl = (place: ProjectAddress, definition: number): string =>
  `${projectUrl(place)}/_build?definitionId=${definition}`;

export const pullRequestUrl = ({ webUrl }: RepositoryAddress, id: number): string => `${webUrl}/pullrequest/${id}`;

export const commitUrl = ({ webUrl }: RepositoryAddress, commit: string): string => `${webUrl}/commit/${commit}`;

/** The files as of a tag. */
export const tagUrl = ({ webUrl }: RepositoryAddress, tag: string): string =>
  `${webUrl}?version=${encodeURIComponent(`GT${tag}`)}`;

/** A finding's thread in the files of a pull request; the file alone when it has none. */
export function findingUrl(
  place: RepositoryAddress,
  id: number,
  { path, thread }: { readonly path: string; readonly thread?: number | undefined },
): string {
  const query = new URLSearchParams({ _a: 'files', path: `/${path}`, ...(thread && { discussionId: `${thread}` }) });
  return `${pullRequestUrl(place, id)}?${query.toString()}`;
}
