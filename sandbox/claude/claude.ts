import type { IncomingHttpHeaders } from 'node:http';
import type { Clock } from '../core/clock.ts';
import type { Handler, ServiceRequest, ServiceResponse } from '../core/service.ts';
import { ConversationMemory } from './conversation-memory.ts';
import { respondFailure, respondJson, respondMessage, respondStream } from './deliver.ts';
import { ClaudeError, invalid } from './errors.ts';
import { idSource } from './ids.ts';
import { composeMessage } from './message.ts';
import { describeModel, findModel, type ModelFacts } from './models.ts';
import { PrefixCache, promptTokens } from './prefix-cache.ts';
import { DoesNotFit, fitToSchema } from './schema/fit-to-schema.ts';
import type { Responder, ScriptedAnswer, ScriptedReply } from './scripted-answer.ts';
import { reviewAsStandIn } from './stand-in/reviewer.ts';
import { checkCounted, checkRequest } from './strict/check-request.ts';
import { checkHeaders } from './strict/check-headers.ts';
import { checkShape, parseBody } from './strict/parse-request.ts';
import { CountTokensRequest, MessagesRequest } from './strict/request-schema.ts';
import { usageOf } from './usage.ts';

export interface RecordedRequest {
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  /** As it was sent, also when it was refused. */
  readonly body: Readonly<Record<string, unknown>>;
}

export interface Claude {
  readonly handler: Handler;
  /** The one key that is let in. */
  readonly apiKey: string;
  /** Every request with a JSON body, in the order of arrival. */
  readonly requests: readonly RecordedRequest[];
  /** Answers from here on: a queue, at whose end any further request is refused, or a function. */
  script(answers: Responder | readonly ScriptedAnswer[]): void;
  /** Back to the stand-in reviewer. */
  standIn(): void;
}

// Of the real keys' shape, so that whatever masks those masks this one too.
const API_KEY = ['sk-ant', 'sandbox', 'k3Yf0rTh3L0calCl4ude', 'n0tASecretAtAll', 'x9AA'].join('-');

/** Where a reply names its model, so that nobody takes the stand-in for one. */
const STAND_IN = 'stand-in reviewer (no model)';

/** A Messages API, version 2026-10-21, that refuses what the service refuses. */
export function createClaude({ clock }: { readonly clock: Clock }): Claude {
  const requests: RecordedRequest[] = [];
  const newId = idSource();
  const cache = new PrefixCache(clock);
  const memory = new ConversationMemory();
  let responder: Responder = () => undefined;
  let asked = 0;

  const modelOf = (id: string): ModelFacts => {
    const model = findModel(id);
    if (!model) throw new ClaudeError({ status: 404, type: 'not_found_error', message: `model: ${id}` });
    return model;
  };

  const bodyOf = (request: ServiceRequest) => {
    const body = parseBody(request);
    requests.push({ path: request.path, headers: request.headers, body });
    return body;
  };

  const answer = (request: ServiceRequest, requestId: string, headers: Record<string, string>): ServiceResponse => {
    const params = checkShape(MessagesRequest, bodyOf(request));
    const model = modelOf(params.model);
    checkRequest(params, model, memory);
    const wanted = responder(params, asked++);
    const scripted = wanted ?? reviewAsStandIn(params);
    if (scripted.kind === 'failure') throw new ClaudeError(scripted.failure);
    const input = cache.bill(params, model);
    const composed = composeMessage({
      model: wanted ? params.model : STAND_IN,
      reply: withAnswer(scripted, params),
      newId,
      thinkingBlock: (text) => memory.think(params, text),
      usageOf: (content, rawBytes) => usageOf(input, content, rawBytes),
    });
    memory.keep(composed.message);
    const delivery = { requestId, headers, fault: scripted.fault };
    return params.stream ? respondStream(composed, delivery) : respondMessage(composed, delivery);
  };

  const countTokens = (request: ServiceRequest, headers: Record<string, string>): ServiceResponse => {
    const params = checkShape(CountTokensRequest, bodyOf(request));
    checkCounted(params, modelOf(params.model), memory);
    return respondJson(200, { input_tokens: promptTokens(params) }, headers);
  };

  const route = (request: ServiceRequest, requestId: string, headers: Record<string, string>): ServiceResponse => {
    const { method, path } = request;
    checkHeaders(request, API_KEY);
    if (method === 'POST' && path === '/v1/messages') return answer(request, requestId, headers);
    if (method === 'POST' && path === '/v1/messages/count_tokens') return countTokens(request, headers);
    const id = /^\/v1\/models\/([^/]+)$/.exec(path)?.[1];
    if (method === 'GET' && id !== undefined) return respondJson(200, describeModel(modelOf(id)), headers);
    throw new ClaudeError({ status: 404, type: 'not_found_error', message: 'Not found' });
  };

  return {
    apiKey: API_KEY,
    requests,
    handler: (request) => {
      const requestId = newId('req');
      const headers = serviceHeaders(requestId, clock);
      try {
        return Promise.resolve(route(request, requestId, headers));
      } catch (error) {
        if (!(error instanceof ClaudeError)) throw error;
        return Promise.resolve(respondFailure(error.failure, requestId, headers));
      }
    },
    script: (answers) => {
      asked = 0;
      responder = typeof answers === 'function' ? answers : (_, index) => answers[index] ?? scriptAtEnd(answers.length);
    },
    standIn: () => {
      responder = () => undefined;
    },
  };
}

/** Final for any client, so that a request too many is seen at once. */
function scriptAtEnd(length: number): never {
  throw invalid(`sandbox: the script has ${length} answers, and this request is one more`);
}

/** The reply with its answer written as the text that the request's format asks for. */
function withAnswer(scripted: ScriptedReply, { output_config }: MessagesRequest): ScriptedReply {
  if (!scripted.answer) return scripted;
  const schema = output_config?.format?.schema;
  try {
    const value = schema ? fitToSchema(schema, scripted.answer.value) : scripted.answer.value;
    return { ...scripted, content: [...scripted.content, { type: 'text', text: JSON.stringify(value) }] };
  } catch (error) {
    if (error instanceof DoesNotFit) throw invalid(`sandbox: the scripted answer does not fit: ${error.message}`);
    throw error;
  }
}

function serviceHeaders(requestId: string, clock: Clock): Record<string, string> {
  const reset = new Date(clock.now().getTime() + 60_000).toISOString().replace(/\.\d+Z$/, 'Z');
  const limit = (kind: string, most: number) => ({
    [`anthropic-ratelimit-${kind}-limit`]: String(most),
    [`anthropic-ratelimit-${kind}-remaining`]: String(most - 1),
    [`anthropic-ratelimit-${kind}-reset`]: reset,
  });
  return {
    'request-id': requestId,
    'anthropic-organization-id': '00000000-0000-4000-8000-000000000001',
    'anthropic-workspace-id': 'wrkspc_01SandboxSandboxSandbox0',
    ...limit('requests', 4000),
    ...limit('tokens', 2_400_000),
    ...limit('input-tokens', 2_000_000),
    ...limit('output-tokens', 400_000),
  };
}
