import { randomBytes } from 'node:crypto';
import type { ServiceRequest, ServiceResponse } from '../../core/service.ts';
import { errorResponse, refuse, SlackError } from '../errors.ts';
import { methods } from '../methods/methods.ts';
import type { World } from '../world.ts';
import { authenticate } from './authenticate.ts';
import type { Call, Caller, Method } from './call.ts';
import { readArguments, readRaw, type RawArguments } from './read-arguments.ts';

const PATH = /^\/api\/([\w.]+)$/;

/** Answers one call of the Web API. */
export function answerMethod(world: World, request: ServiceRequest): ServiceResponse {
  try {
    const name = PATH.exec(request.path)?.[1] ?? '';
    const method = methods.find((one) => one.name === name);
    if (!method) throw refuse('unknown_method', { reason: `The sandbox has no method ${name}.` });
    if (request.method !== 'POST' && request.method !== 'GET') throw refuse('invalid_post_type');
    const raw = readRaw(request);
    const caller = authenticate(world, method, request, raw);
    return callMethod(world, method, caller, raw);
  } catch (error) {
    if (error instanceof SlackError) return errorResponse(error);
    throw error;
  }
}

function callMethod(world: World, method: Method, caller: Caller, raw: RawArguments): ServiceResponse {
  let place: { readonly channel: string; readonly ts?: string } | undefined;
  const journal = (result: string) => {
    if (!method.isWrite) return;
    const { run } = caller.token;
    world.store.addToJournal({
      at: world.clock.now().toISOString(),
      method: method.name,
      result,
      appId: caller.app.id,
      ...place,
      ...(run === undefined ? {} : { run }),
    });
  };
  try {
    world.limiter.takeMethod(method.name, caller.app.id);
    const args = readArguments(method, withoutIgnoredJson(method, raw));
    const call: Call = { world, caller, args, note: (where) => (place = where) };
    const answer = method.handler(call);
    journal('ok');
    return respond(method, caller, answer, raw.warnings);
  } catch (error) {
    if (!(error instanceof SlackError)) throw error;
    journal(error.error);
    return errorResponse(error);
  }
}

/** Methods that only read do not look into a JSON body. */
function withoutIgnoredJson(method: Method, raw: RawArguments): RawArguments {
  const readsJson = method.isWrite || method.token !== 'bot';
  return raw.isJson && !readsJson ? { ...raw, values: {} } : raw;
}

function respond(
  method: Method,
  { token }: Caller,
  answer: Readonly<Record<string, unknown>>,
  warnings: readonly string[],
): ServiceResponse {
  const metadata = answer['response_metadata'] as object | undefined;
  const warned =
    warnings.length === 0 ? {} : { warning: warnings.join(','), response_metadata: { ...metadata, warnings } };
  return {
    status: 200,
    headers: {
      'content-type': 'application/json; charset=utf-8',
      'x-oauth-scopes': token.scopes.join(','),
      ...(method.scopes.length > 0 ? { 'x-accepted-oauth-scopes': method.scopes.join(',') } : {}),
      'x-slack-req-id': randomBytes(16).toString('hex'),
    },
    body: JSON.stringify({ ok: true, ...answer, ...warned }),
  };
}
