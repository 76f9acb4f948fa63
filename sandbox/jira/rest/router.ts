import type { ServiceRequest, ServiceResponse } from '../../core/service.ts';
import type { Deployment, Scope } from '../documents.ts';
import { JiraError, routeNotFound } from '../errors.ts';
import { timeOf, type World } from '../world.ts';
import { authenticate, requireScope, type Caller } from './authentication.ts';
import { findIssue, type Call } from './call.ts';

export type RouteHandler = (call: Call) => ServiceResponse;

export interface Route {
  readonly method: string;
  /** After rest/api/N/, with {placeholders}. */
  readonly template: string;
  readonly handler: RouteHandler;
  /** What a token with scopes needs. */
  readonly scope: Scope;
  /** Undefined for a route that both have. */
  readonly only?: Deployment | undefined;
  /** Whether it changes nothing although it is a POST. */
  readonly isRead: boolean;
}

interface RouteOptions {
  readonly scope?: Scope;
  readonly only?: Deployment;
  readonly isRead?: boolean;
}

export function route(method: string, template: string, handler: RouteHandler, options: RouteOptions = {}): Route {
  const isRead = options.isRead ?? method === 'GET';
  const scope = options.scope ?? (isRead ? 'read:jira-work' : 'write:jira-work');
  return { method, template, handler, scope, isRead, only: options.only };
}

/** What comes after `{basePath}/rest/api/{version}/`; undefined for any other path. */
function restPathOf(world: World, { url }: ServiceRequest): readonly string[] | undefined {
  const version = world.deployment === 'cloud' ? '3' : '(?:2|latest)';
  const found = new RegExp(`^${world.basePath.replace(/[^/\w-]/g, '\\$&')}/rest/api/${version}/(.+?)/?$`).exec(
    url.pathname,
  );
  return found?.[1]?.split('/').map(decodeURIComponent);
}

/** Answers one REST request: route, authentication, scope, limits, then the route's handler. */
export function answer(world: World, routes: readonly Route[], request: ServiceRequest): ServiceResponse {
  const segments = restPathOf(world, request);
  if (!segments) throw routeNotFound();
  const { found, values } = findRoute(world, routes, request, segments);
  const caller = authenticate(world, request);
  const respond = () => {
    requireScope(caller, found.scope);
    const issueId = found.isRead ? undefined : findIssue(world, values['issue'] ?? '')?.id;
    const endpoint = `${found.method} ${found.template}`;
    world.limiter.take({ caller: caller.user.accountId, endpoint, ...(issueId === undefined ? {} : { issueId }) });
    return found.handler({ world, request, caller, values, query: request.url.searchParams });
  };
  return found.isRead ? respond() : journalled(world, request, caller, respond);
}

/** Runs a write and notes it with the status it got. */
function journalled(world: World, request: ServiceRequest, caller: Caller, respond: () => ServiceResponse) {
  const note = (status: number) =>
    world.store.addToJournal({
      at: timeOf(world),
      method: request.method,
      path: request.path.slice(world.basePath.length),
      status,
      accountId: caller.user.accountId,
      who: caller.user.displayName,
      ...(caller.token.runId === undefined ? {} : { runId: caller.token.runId }),
    });
  try {
    const response = respond();
    note(response.status);
    return response;
  } catch (error) {
    note(error instanceof JiraError ? error.status : 500);
    throw error;
  }
}

interface Hit {
  readonly found: Route;
  readonly values: Call['values'];
}

/** Templates with fewer placeholders come first in the list of routes, so the first that fits is meant. */
function findRoute(
  world: World,
  routes: readonly Route[],
  { method }: ServiceRequest,
  segments: readonly string[],
): Hit {
  const onPath = routes.flatMap((candidate) => {
    const isHere = candidate.only === undefined || candidate.only === world.deployment;
    const values = isHere ? match(candidate.template.split('/'), segments) : undefined;
    return values ? [{ found: candidate, values }] : [];
  });
  const hit = onPath.find(({ found }) => found.method === method);
  if (hit) return hit;
  if (onPath.length === 0) throw routeNotFound();
  throw new JiraError(405, {
    body: {
      message: 'HTTP 405 Method Not Allowed',
      'status-code': 405,
      errorMessages: ['Method Not Allowed'],
      errors: {},
    },
  });
}

function match(template: readonly string[], segments: readonly string[]): Record<string, string> | undefined {
  if (template.length !== segments.length) return undefined;
  const values: Record<string, string> = {};
  for (const [index, part] of template.entries()) {
    const segment = segments[index] ?? '';
    if (part.startsWith('{')) values[part.slice(1, -1)] = segment;
    else if (part !== segment) return undefined;
  }
  return values;
}
