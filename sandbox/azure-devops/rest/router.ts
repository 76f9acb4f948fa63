import type { ServiceRequest, ServiceResponse } from '../../core/service.ts';
import { RestError, routeNotFound } from '../errors.ts';
import type { World } from '../world.ts';
import { authenticate, type Caller } from './authentication.ts';
import type { Call } from './call.ts';
import { requireScope } from './scopes.ts';
import { checkVersion, type RouteVersions } from './versions.ts';

export type RouteHandler = (call: Call) => ServiceResponse | Promise<ServiceResponse>;

export interface Route extends RouteVersions {
  readonly method: string;
  /** After _apis/, with {placeholders}. */
  readonly template: string;
  readonly handler: RouteHandler;
}

/** A route; `preview` is N of the newest 7.2-preview.N. */
export const route = (method: string, template: string, preview: number, handler: RouteHandler): Route => ({
  method,
  template,
  preview,
  handler,
});

interface Address {
  readonly organisation: string;
  readonly project: string | undefined;
  readonly path: readonly string[];
}

/** /{org}[/{project}]/_apis/...; undefined for any other path. */
export function addressOf({ url }: ServiceRequest): Address | undefined {
  const segments = url.pathname.split('/').slice(1).map(decodeURIComponent);
  if (segments.at(-1) === '') segments.pop();
  const at = segments.findIndex((segment) => segment.toLowerCase() === '_apis');
  const [organisation, project] = segments;
  if (organisation === undefined || at < 1 || at > 2) return undefined;
  return { organisation, project: at === 2 ? project : undefined, path: segments.slice(at + 1) };
}

/** Answers one REST request: authentication, route, version, then the route's handler. */
export async function answer(
  world: World,
  routes: readonly Route[],
  request: ServiceRequest,
): Promise<ServiceResponse> {
  const address = addressOf(request);
  if (!address) throw routeNotFound(request.path);
  const organisation = world.store.organisation(address.organisation);
  const caller = authenticate(world, request, organisation);
  if (!organisation) throw routeNotFound(request.path);
  const respond = async () => {
    const { found, values } = findRoute(routes, request, address.path);
    requireScope(caller, found);
    checkVersion(request, found);
    const query = new Map([...request.url.searchParams].map(([name, text]) => [name.toLowerCase(), text]));
    const call: Call = { world, request, organisation, caller, project: address.project, values, query };
    return found.handler(call);
  };
  return request.method === 'GET' ? respond() : journalled(world, request, caller, respond);
}

/** Runs a write and notes it with the status it got. */
export async function journalled(
  world: World,
  request: ServiceRequest,
  { identity, token }: Caller,
  respond: () => Promise<ServiceResponse>,
): Promise<ServiceResponse> {
  const note = (status: number) =>
    world.store.addToJournal({
      at: world.clock.now().toISOString(),
      method: request.method,
      path: request.path,
      status,
      identity,
      ...(token.runId === undefined ? {} : { runId: token.runId }),
    });
  try {
    const response = await respond();
    note(response.status);
    return response;
  } catch (error) {
    note(error instanceof RestError ? error.status : 500);
    throw error;
  }
}

function findRoute(routes: readonly Route[], { method, path }: ServiceRequest, segments: readonly string[]) {
  const onPath = routes.flatMap((candidate) => {
    const values = match(candidate.template.split('/'), segments);
    return values ? [{ found: candidate, values }] : [];
  });
  const hit = onPath.find(({ found }) => found.method === method);
  if (hit) return hit;
  if (onPath.length === 0) throw routeNotFound(path);
  throw new RestError(405, 'HttpException', `The requested resource does not support http method '${method}'.`, {
    assembly: 'System.Web',
  });
}

function match(template: readonly string[], segments: readonly string[]): Record<string, string> | undefined {
  if (template.length !== segments.length) return undefined;
  const values: Record<string, string> = {};
  for (const [index, part] of template.entries()) {
    const segment = segments[index] ?? '';
    if (part.startsWith('{')) values[part.slice(1, -1)] = segment;
    else if (part.toLowerCase() !== segment.toLowerCase()) return undefined;
  }
  return values;
}
