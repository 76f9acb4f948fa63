import type { ServiceRequest } from '../../core/service.ts';
import type { PullRequestDocument } from '../documents.ts';
import { invalidArgument, projectNotFound, pullRequestNotFound, repositoryNotFound } from '../errors.ts';
import type { Organisation } from '../store.ts';
import { placeOf, type RepositoryPlace, type World } from '../world.ts';
import { may, type Caller } from './authentication.ts';

/** One authenticated REST request. */
export interface Call {
  readonly world: World;
  readonly request: ServiceRequest;
  readonly organisation: Organisation;
  readonly caller: Caller;
  /** Undefined on routes without a project. */
  readonly project: string | undefined;
  /** What the placeholders of the route stand for. */
  readonly values: Readonly<Record<string, string>>;
  /** Parameters of the query, their names in lower case. */
  readonly query: ReadonlyMap<string, string>;
}

const same = (one: string, other: string) => one.toLowerCase() === other.toLowerCase();
const isGuid = (text: string) => /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(text);

export function value(call: Call, name: string): string {
  return call.values[name] ?? '';
}

/** A positive number of the path; throws 400 for anything else. */
export function numberOf(call: Call, name: string): number {
  const text = value(call, name);
  if (!/^[1-9]\d{0,8}$/.test(text)) throw invalidArgument(`The value '${text}' is not valid for ${name}.`);
  return Number(text);
}

/** A whole number of the query from 0, the default when it is absent. */
export function queryNumber(call: Call, name: string, byDefault: number): number {
  const text = call.query.get(name.toLowerCase());
  if (text === undefined) return byDefault;
  if (!/^\d{1,9}$/.test(text))
    throw invalidArgument(`The query parameter ${name} must be a whole number, not '${text}'.`);
  return Number(text);
}

export function queryFlag(call: Call, name: string): boolean {
  const text = call.query.get(name.toLowerCase()) ?? 'false';
  if (!/^(true|false)$/i.test(text)) throw invalidArgument(`The query parameter ${name} must be true or false.`);
  return /^true$/i.test(text);
}

export function findProject(organisation: Organisation, nameOrId: string) {
  const { projects } = organisation.document;
  return projects.find(({ id, name }) => same(id, nameOrId) || same(name, nameOrId));
}

/** The project of the path; throws 404 when there is none of that name. Undefined on a path without one. */
export function projectOf(call: Call) {
  if (call.project === undefined) return undefined;
  const project = findProject(call.organisation, call.project);
  if (!project || !may(call.caller, 'readCode')) throw projectNotFound(call.project);
  return project;
}

/** A repository by id, or by name within a project. */
export function findRepository(organisation: Organisation, nameOrId: string, projectId: string | undefined) {
  return organisation.document.repositories.find(
    ({ id, name, projectId: owner }) =>
      (projectId === undefined || owner === projectId) &&
      (same(id, nameOrId) || (projectId !== undefined && same(name, nameOrId))),
  );
}

/** The repository of the path; throws 404 when there is none, or none that the caller may read. */
export function repositoryOf(call: Call): RepositoryPlace {
  const nameOrId = value(call, 'repository');
  const project = projectOf(call);
  if (!project && !isGuid(nameOrId))
    throw invalidArgument(
      'A project name is required in order to reference a Git repository by name.',
      'ArgumentException',
    );
  const repository = findRepository(call.organisation, nameOrId, project?.id);
  if (!repository || !may(call.caller, 'readCode')) throw repositoryNotFound(nameOrId);
  return placeOf(call.world, call.organisation, repository);
}

export interface PullRequestPlace extends RepositoryPlace {
  readonly pullRequest: PullRequestDocument;
}

/** The pull request of the path; throws 404 when the repository (or project) has none of that number. */
export function pullRequestOf(call: Call): PullRequestPlace {
  const id = numberOf(call, 'pullRequest');
  const pullRequest = call.organisation.pullRequests.get(id);
  if (value(call, 'repository') !== '') {
    const place = repositoryOf(call);
    if (pullRequest?.repositoryId !== place.repository.id) throw pullRequestNotFound();
    return { ...place, pullRequest };
  }
  const project = projectOf(call);
  const repository = call.organisation.document.repositories.find((one) => one.id === pullRequest?.repositoryId);
  if (!pullRequest || !repository || !may(call.caller, 'readCode')) throw pullRequestNotFound();
  if (project && repository.projectId !== project.id) throw pullRequestNotFound();
  return { ...placeOf(call.world, call.organisation, repository), pullRequest };
}

/** Writes the pull request after a change of its document. */
export function save(call: Call, { organisation, pullRequest }: PullRequestPlace): void {
  call.world.store.savePullRequest(organisation, pullRequest);
}
