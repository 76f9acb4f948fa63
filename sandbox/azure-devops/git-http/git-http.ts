import type { ServiceRequest, ServiceResponse } from '../../core/service.ts';
import { PERMISSION_NAMES } from '../documents.ts';
import { needsPermission, PUSH_REJECTED, RestError } from '../errors.ts';
import { mayPushTo } from '../policies/protection.ts';
import { refreshPullRequests } from '../pull-requests.ts';
import { authenticate, may, requirePermission, type Caller } from '../rest/authentication.ts';
import { findProject, findRepository } from '../rest/call.ts';
import { requireScopeForGit } from '../rest/scopes.ts';
import { journalled } from '../rest/router.ts';
import { placeOf, type RepositoryPlace, type World } from '../world.ts';
import type { GitAddress } from './git-address.ts';
import { isNew, parseReceiveCommands, permissionFor, refusal } from './receive-commands.ts';
import { speakGit } from './smart-http.ts';
import { unpackBody } from './unpack-body.ts';

/** Answers fetches and pushes; refusals are plain text, which git shows to its user. */
export async function answerGit(world: World, request: ServiceRequest, address: GitAddress): Promise<ServiceResponse> {
  try {
    const organisation = world.store.organisation(address.organisation);
    const caller = authenticate(world, request, organisation);
    requireScopeForGit(caller, address.service);
    const project = organisation && findProject(organisation, address.project);
    const repository = project && findRepository(organisation, address.repository, project.id);
    if (!repository || !may(caller, 'readCode'))
      throw new RestError(
        404,
        'GitRepositoryNotFoundException',
        `TF401019: The Git repository with name or identifier ${address.repository} does not exist or you do not have permissions for the operation you are attempting.`,
      );
    return await serve(world, request, { address, caller, place: placeOf(world, organisation, repository) });
  } catch (error) {
    if (!(error instanceof RestError)) throw error;
    const headers = { ...error.headers, 'content-type': 'text/plain; charset=utf-8' };
    return { status: error.status, headers, body: `${error.message}\n`, recordBodies: false };
  }
}

interface GitCall {
  readonly address: GitAddress;
  readonly caller: Caller;
  readonly place: RepositoryPlace;
}

async function serve(world: World, request: ServiceRequest, { address, caller, place }: GitCall) {
  const { tail, service } = address;
  const ask = (settings: Readonly<Record<string, string>> = {}) =>
    speakGit({ request, gitDir: place.gitDir, service, tail, user: caller.identity.uniqueName, settings });
  if (service === 'git-upload-pack') return ask();
  if (!may(caller, 'createBranch') && !may(caller, 'createTag')) requirePermission(caller, 'contribute');
  if (tail === 'info/refs') return ask();
  return journalled(world, request, caller, async () => {
    const refused = refuse(request, caller, place);
    if (refused) return refused;
    const strict = { 'receive.denyNonFastForwards': 'true', 'receive.denyDeletes': 'true' };
    const response = await world.locks.run(place.repository.id, () => ask(may(caller, 'forcePush') ? {} : strict));
    await refreshPullRequests(world, place, caller.identity);
    return response;
  });
}

/** The answer to a push of which one command is not permitted. */
function refuse(request: ServiceRequest, caller: Caller, place: RepositoryPlace): ServiceResponse | undefined {
  const push = parseReceiveCommands(unpackBody(request));
  const reasons = new Map<string, string>();
  for (const command of push.commands) {
    const permission = permissionFor(command);
    if (may(caller, permission)) {
      if (!isNew(command) && !mayPushTo(place, caller, command.ref)) reasons.set(command.ref, PUSH_REJECTED);
      continue;
    }
    reasons.set(command.ref, needsPermission(PERMISSION_NAMES[permission], caller.identity.uniqueName).message);
  }
  if (reasons.size === 0) return undefined;
  const headers = { 'content-type': 'application/x-git-receive-pack-result', 'cache-control': 'no-cache' };
  return { status: 200, headers, body: refusal(push, reasons), recordBodies: false };
}
