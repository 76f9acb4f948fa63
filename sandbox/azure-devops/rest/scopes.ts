import { RestError } from '../errors.ts';
import type { Caller } from './authentication.ts';

interface Rule {
  readonly methods: RegExp;
  /** Of the route's template. */
  readonly path: RegExp;
  /** One of them is enough; with none, every token is. */
  readonly scopes: readonly string[];
}

const rule = (methods: RegExp, path: RegExp, ...scopes: readonly string[]): Rule => ({ methods, path, scopes });

const READ = /^GET$/;
const WRITE = /^(POST|PUT|PATCH|DELETE)$/;
const ANY = /./;

/** As the published descriptions of the service have them. The first that fits counts; what none fits needs all. */
const RULES: readonly Rule[] = [
  rule(READ, /^(connectionData|resourceAreas\/)/i),
  rule(READ, /^git\/.*\/threads\b/i, 'vso.code', 'vso.threads_full'),
  rule(WRITE, /^git\/.*\/threads\b/i, 'vso.code_write', 'vso.threads_full'),
  rule(READ, /^git\/.*\/statuses\b/i, 'vso.code', 'vso.code_status'),
  rule(WRITE, /^git\/.*\/statuses\b/i, 'vso.code_write', 'vso.code_status'),
  rule(WRITE, /^git\/.*\/pullrequestquery$/i, 'vso.code'),
  rule(WRITE, /^git\/.*\/annotatedtags$/i, 'vso.code_manage'),
  rule(READ, /^(git|policy)\//i, 'vso.code'),
  rule(WRITE, /^(git|policy)\//i, 'vso.code_write'),
  rule(READ, /^git\/pullrequests/i, 'vso.code'),
  rule(ANY, /^distributedtask\/environments/i, 'vso.environment_manage'),
  rule(READ, /^pipelines\/environments/i, 'vso.build', 'vso.environment_manage'),
  rule(/^POST$/, /^pipelines\/environments/i, 'vso.build_execute', 'vso.environment_manage'),
  rule(WRITE, /^pipelines\/environments/i, 'vso.environment_manage'),
  rule(WRITE, /^pipelines\/checks\/queryconfigurations/i, 'vso.build'),
  rule(WRITE, /^pipelines\/checks\/configurations/i, 'vso.build_execute', 'vso.pipelineresources_manage'),
  rule(WRITE, /^pipelines\/pipelinepermissions/i, 'vso.pipelineresources_manage'),
  rule(WRITE, /^pipelines\/approvals/i, 'vso.build_execute', 'vso.pipelineresources_use'),
  rule(WRITE, /^pipelines\/[^/]+\/preview$/i, 'vso.build'),
  rule(READ, /^(build|pipelines)\b/i, 'vso.build'),
  rule(WRITE, /^(build|pipelines)\b/i, 'vso.build_execute'),
  rule(READ, /^projects\b/i, 'vso.profile', 'vso.project'),
  rule(READ, /^serviceendpoint\//i, 'vso.serviceendpoint'),
  rule(WRITE, /^serviceendpoint\//i, 'vso.serviceendpoint_manage'),
  rule(READ, /^wit\//i, 'vso.work'),
  rule(/^POST$/, /^wit\/(wiql|workitemsbatch)/i, 'vso.work'),
  rule(WRITE, /^wit\//i, 'vso.work_write'),
  rule(READ, /^identities\b/i, 'vso.identity'),
];

/** A scope has what those after it have. */
const CHAINS: readonly (readonly string[])[] = [
  ['vso.build_execute', 'vso.build'],
  ['vso.code_full', 'vso.code_manage', 'vso.code_write', 'vso.code'],
  ['vso.pipelineresources_manage', 'vso.pipelineresources_use'],
  ['vso.project_manage', 'vso.project_write', 'vso.project'],
  ['vso.serviceendpoint_manage', 'vso.serviceendpoint_query', 'vso.serviceendpoint'],
  ['vso.work_full', 'vso.work_write', 'vso.work'],
];

function holds(given: readonly string[], wanted: string): boolean {
  const chain = CHAINS.find((one) => one.includes(wanted)) ?? [wanted];
  return chain.slice(0, chain.indexOf(wanted) + 1).some((one) => given.includes(one));
}

interface Wanted {
  readonly method: string;
  readonly template: string;
}

/** Whether scopes cover a route. */
export function covers(given: readonly string[], { method, template }: Wanted): boolean {
  const found = RULES.find(({ methods, path }) => methods.test(method) && path.test(template));
  return found !== undefined && (found.scopes.length === 0 || found.scopes.some((one) => holds(given, one)));
}

/** Throws 401 when the caller's token is cut to scopes that do not cover a route, whatever the person may do. */
export function requireScope({ token: { scopes }, identity }: Caller, wanted: Wanted): void {
  if (scopes !== undefined && !covers(scopes, wanted)) throw outsideScopes(identity.id);
}

/** The same for git over HTTP. */
export function requireScopeForGit({ token: { scopes }, identity }: Caller, service: string): void {
  const wanted = service === 'git-upload-pack' ? 'vso.code' : 'vso.code_write';
  if (scopes !== undefined && !holds(scopes, wanted)) throw outsideScopes(identity.id);
}

const outsideScopes = (id: string) =>
  new RestError(
    401,
    'UnauthorizedRequestException',
    `TF400813: The user '${id}' is not authorized to access this resource.`,
    { assembly: 'Microsoft.VisualStudio.Services.Common' },
  );
