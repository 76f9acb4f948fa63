import * as z from 'zod';
import { HubProblem, type ProblemKind } from './hub-problem.ts';

// Zod would try to make code of text, which the page forbids.
z.config({ jitless: true });

const DEADLINE_MS = 20_000;
/** Longer than this nobody waits without being told. */
const MAX_WAIT_S = 3;
const VERSION = '7.1';

export interface RestRequest {
  /** For people: what is being read or done, such as "the ledger of Shop". */
  readonly what: string;
  /** From the organisation's root, without a slash in front, without api-version. */
  readonly path: string;
  /** `7.1` unless the resource has only a preview. */
  readonly version?: string;
  readonly signal?: AbortSignal;
}

/** The REST API of Azure DevOps as the signed-in user. Everything throws HubProblem, or the signal's reason. */
export interface Rest {
  get<Value>(request: RestRequest, shape: z.ZodType<Value>): Promise<Value>;
  /** Undefined where there is no such thing. */
  find<Value>(request: RestRequest, shape: z.ZodType<Value>): Promise<Value | undefined>;
  /** Undefined where there is no such thing. */
  findBytes(request: RestRequest): Promise<ArrayBuffer | undefined>;
  /** Writes are sent once: whether one that got no answer was done must be read. */
  send<Value>(
    method: 'POST' | 'PATCH',
    request: RestRequest & { readonly body: unknown },
    shape: z.ZodType<Value>,
  ): Promise<Value>;
}

interface RestOptions {
  /** With a slash at the end. */
  readonly baseUrl: string;
  readonly getToken: () => Promise<string>;
  readonly fetch?: typeof fetch;
  readonly deadlineMs?: number;
}

interface Sent {
  readonly method?: 'POST' | 'PATCH';
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
}

export function createRest({ baseUrl, getToken, fetch: ask = fetch, deadlineMs = DEADLINE_MS }: RestOptions): Rest {
  async function call(request: RestRequest, { headers, ...init }: Sent): Promise<Response> {
    const { what, path, version = VERSION, signal } = request;
    const url = `${baseUrl}${path}${path.includes('?') ? '&' : '?'}api-version=${version}`;
    const deadline = AbortSignal.timeout(deadlineMs);
    try {
      const token = await getToken();
      return await ask(url, {
        ...init,
        // Without these two, a signed-out user is sent to a page that a script may not read.
        headers: { authorization: `Bearer ${token}`, 'x-tfs-fedauthredirect': 'Suppress', ...headers },
        redirect: 'manual',
        signal: signal ? AbortSignal.any([signal, deadline]) : deadline,
      });
    } catch (error) {
      signal?.throwIfAborted();
      throw new HubProblem(what, { kind: deadline.aborted ? 'slow' : 'offline' }, { cause: error });
    }
  }

  async function read(request: RestRequest, accept: string, triesLeft = 2): Promise<Response | undefined> {
    const response = await call(request, { headers: { accept } });
    if (response.ok) return response;
    const problem = await problemOf(response);
    if (problem.kind === 'missing') return undefined;
    const again = problem.kind === 'busy' && triesLeft > 0 && (problem.seconds ?? 1) <= MAX_WAIT_S;
    if (!again) throw new HubProblem(request.what, problem);
    await pause((problem.seconds ?? 1) * 1000, request.signal);
    return read(request, accept, triesLeft - 1);
  }

  const find: Rest['find'] = async (request, shape) => {
    const response = await read(request, 'application/json');
    return response && parse(response, request.what, shape);
  };

  return {
    find,
    async get(request, shape) {
      const value = await find(request, shape);
      if (value === undefined) throw new HubProblem(request.what, { kind: 'missing', detail: '' });
      return value;
    },
    async findBytes(request) {
      const response = await read(request, 'application/zip, application/octet-stream, application/json');
      return response?.arrayBuffer();
    },
    async send(method, { body, ...request }, shape) {
      const headers = { accept: 'application/json', 'content-type': 'application/json' };
      const response = await call(request, { method, headers, body: JSON.stringify(body) });
      if (!response.ok) throw new HubProblem(request.what, await problemOf(response));
      return parse(response, request.what, shape);
    },
  };
}

async function parse<Value>(response: Response, what: string, shape: z.ZodType<Value>): Promise<Value> {
  let body: unknown;
  try {
    body = await response.json();
  } catch {
    throw new HubProblem(what, { kind: 'unreadable', detail: 'The answer is not JSON.' });
  }
  const parsed = shape.safeParse(body);
  if (parsed.success) return parsed.data;
  throw new HubProblem(what, { kind: 'unreadable', detail: z.prettifyError(parsed.error).slice(0, 300) });
}

const Refusal = z.object({ message: z.string() });

async function problemOf(response: Response): Promise<ProblemKind> {
  const { status } = response;
  const detail = await messageOf(response);
  if (response.type === 'opaqueredirect' || status === 401 || status === 203) return { kind: 'signedOut' };
  if (status === 403) return { kind: 'forbidden', detail };
  if (status === 404) return { kind: 'missing', detail };
  if (status === 429 || status === 503) return { kind: 'busy', seconds: secondsOf(response) };
  return { kind: 'refused', status, detail };
}

function secondsOf({ headers }: Response): number | undefined {
  const seconds = Number(headers.get('retry-after') ?? Number.NaN);
  return Number.isFinite(seconds) && seconds >= 0 ? Math.ceil(seconds) : undefined;
}

async function messageOf(response: Response): Promise<string> {
  try {
    return Refusal.parse(await response.json()).message.slice(0, 500);
  } catch {
    return '';
  }
}

function pause(ms: number, signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve, reject) => {
    const end = () => {
      clearTimeout(timer);
      reject(signal?.reason as Error);
    };
    const timer = setTimeout(() => {
      signal?.removeEventListener('abort', end);
      resolve();
    }, ms);
    signal?.addEventListener('abort', end, { once: true });
  });
}
