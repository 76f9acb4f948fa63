import type { Clock } from '../core/clock.ts';
import type { Deployment, Issue, Project, User } from './documents.ts';
import type { Limiter } from './limits.ts';
import type { SearchIndex } from './search-index.ts';
import type { Store } from './store.ts';

/** What every part of the service works with. */
export interface World {
  readonly clock: Clock;
  readonly store: Store;
  readonly deployment: Deployment;
  /** '' or `/jira`. */
  readonly basePath: string;
  readonly limiter: Limiter;
  readonly index: SearchIndex;
  /** http://127.0.0.1:PORT, known once the service listens. */
  baseUrl: string;
}

/** The address that people and links know the instance by. */
export const siteUrl = ({ baseUrl, basePath }: World): string => baseUrl + basePath;

/** `${site}/rest/api/3/issue/10001`. */
export const restUrl = (world: World, path: string): string =>
  `${siteUrl(world)}/rest/api/${world.deployment === 'cloud' ? 3 : 2}/${path}`;

export const timeOf = ({ clock }: World): string => clock.now().toISOString();

export function findUser({ store }: World, id: string): User | undefined {
  return store.instance.users.find(({ accountId }) => accountId === id);
}

export function findProject({ store }: World, keyOrId: string): Project | undefined {
  return store.projects.find(({ id, key }) => id === keyOrId || key.toLowerCase() === keyOrId.toLowerCase());
}

export function projectOf({ store }: World, issue: Issue): Project {
  const project = store.project(issue.projectId);
  if (!project) throw new Error(`The sandbox lost the project of ${issue.key}.`);
  return project;
}

/** Keeps an issue after a change, and notes when. */
export function saveIssue(world: World, issue: Issue): void {
  issue.updated = timeOf(world);
  world.store.saveIssue(issue);
  world.index.note(issue, world.clock.now());
}
