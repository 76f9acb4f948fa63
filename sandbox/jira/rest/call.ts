import type { ServiceRequest } from '../../core/service.ts';
import type { Issue, Project } from '../documents.ts';
import { issueHidden, issueNotFound, projectNotFound, refusal } from '../errors.ts';
import type { IssuePlace } from '../workflow/offered.ts';
import { findProject, projectOf, type World } from '../world.ts';
import { may, type Caller } from './authentication.ts';

/** One authenticated REST request. */
export interface Call {
  readonly world: World;
  readonly request: ServiceRequest;
  readonly caller: Caller;
  /** What the placeholders of the route stand for. */
  readonly values: Readonly<Record<string, string>>;
  readonly query: URLSearchParams;
}

export const isCloud = ({ world }: Call): boolean => world.deployment === 'cloud';

export const value = (call: Call, name: string): string => call.values[name] ?? '';

/** The words of a list in the query, given once or often, divided by commas. */
export function queryList({ query }: Call, name: string): readonly string[] {
  return query
    .getAll(name)
    .flatMap((text) => text.split(','))
    .map((word) => word.trim())
    .filter((word) => word !== '');
}

/** A whole number of the query from 0; throws 404 with Jira's bare answer for anything else. */
export function queryNumber({ query }: Call, name: string, byDefault: number): number {
  const text = query.get(name);
  if (text === null) return byDefault;
  if (!/^\d{1,9}$/.test(text)) throw refusal(404, `The query parameter ${name} must be a whole number.`);
  return Number(text);
}

export interface Page<T> {
  readonly startAt: number;
  readonly maxResults: number;
  readonly total: number;
  readonly isLast: boolean;
  readonly values: readonly T[];
}

/** The page that the query asks for; more than `most` at once are never given. */
export function pageOf<T>(call: Call, all: readonly T[], most = 50): Page<T> {
  const startAt = queryNumber(call, 'startAt', 0);
  const maxResults = Math.min(queryNumber(call, 'maxResults', most), most);
  const values = all.slice(startAt, startAt + maxResults);
  return { startAt, maxResults, total: all.length, isLast: startAt + values.length >= all.length, values };
}

/** The project of the path; throws 404 when there is none, or none that the caller may see. */
export function requireProject(call: Call, keyOrId = value(call, 'project')): Project {
  const project = findProject(call.world, keyOrId);
  if (!project || !may(call.caller, 'BROWSE_PROJECTS', project)) throw projectNotFound(keyOrId);
  return project;
}

/** An issue by id, or by a key that it has or had. */
export function findIssue({ store }: World, keyOrId: string): Issue | undefined {
  return /^\d+$/.test(keyOrId) ? store.issueById(keyOrId) : store.issueByKey(keyOrId);
}

/** The issue of the path; throws as the deployment does when there is none, or none that the caller may see. */
export function requireIssue(call: Call, keyOrId = value(call, 'issue')): IssuePlace {
  const { world, caller } = call;
  const issue = findIssue(world, keyOrId);
  if (!issue) throw issueNotFound(world.deployment);
  const project = projectOf(world, issue);
  if (!may(caller, 'BROWSE_PROJECTS', project)) throw issueHidden(world.deployment);
  return { issue, project };
}
