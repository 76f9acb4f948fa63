import * as z from 'zod';
import { HubProblem, type ProblemKind } from './hub-problem.ts';
import { PAUSE } from './pause.ts';

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
  /** As `get`, of a list that may come in pages: `next` is the continuation token of the page after this one. */
  getPage<Value>(request: RestRequest, shape: z.ZodType<Value>): Promise<Page<Value>>;
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

export interface Page<Value> {
  readonly value: Value;
  readonly next: string | undefined;
}

interface RestOptions {
  /** With a slash at the end. */
  readonly baseUrl: string;
  /** `anew` when the last one was refused. */
  readonly getToken: (anew: boolean) => Promise<string>;
  readonly fetch?: typeof fetch;
  readonly deadlineMs?: number;
  readonly pause?: Pick<typeof PAUSE, 'ask'>;
}

interface Sent {
  readonly method?: 'POST' | 'PATCH';
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** An answer with all of its body. */
interface Answer {
  readonly isThere: boolean;
  readonly response: Response;
  readonly bytes: ArrayBuffer;
}

export function createRest({
  baseUrl,
  getToken,
  fetch: ask = fetch,
  deadlineMs = DEADLINE_MS,
  pause: asked = PAUSE,
}: RestOptions): Rest {
  let isRefused = false;

  /** The deadline is for everything: the host that gives no token, the answer, and its body, which may end half-way. */
  async function call(request: RestRequest, { headers, ...init }: Sent, anew = isRefused): Promise<Answer> {
    const { what, path, version = VERSION, signal } = request;
    const url = `${baseUrl}${path}${path.includes('?') ? '&' : '?'}api-version=${version}`;
    const deadline = AbortSignal.timeout(deadlineMs);
    const end = signal ? AbortSignal.any([signal, deadline]) : deadline;
    try {
      const token = await until(end, getToken(anew));
      const response = await ask(url, {
        ...init,
        // Without these two, a signed-out user is sent to a page that a script may not read.
        headers: { authorization: `Bearer ${token}`, 'x-tfs-fedauthredirect': 'Suppress', ...headers },
        redirect: 'manual',
        signal: end,
      });
      isRefused = response.status === 401;
      // Before it refuses, Azure DevOps asks for pauses in answers that are whole.
      if (isBusy(response) || secondsOf(response) !== undefined) asked.ask(secondsOf(response));
      const bytes = await until(end, response.arrayBuffer());
      // 203 brings the page to sign in.
      return { isThere: response.ok && response.status !== 203, response, bytes };
    } catch (error) {
      signal?.throwIfAborted();
      throw new HubProblem(what, { kind: deadline.aborted ? 'slow' : 'offline' }, { cause: error });
    }
  }

  async function read(request: RestRequest, accept: string, triesLeft = 2): Promise<Answer> {
    const sent = { headers: { accept } };
    const first = await call(request, sent);
    // The token may have ended before the session has.
    const answer = first.response.status === 401 ? await call(request, sent, true) : first;
    if (answer.isThere) return answer;
    const problem = problemOf(answer);
    const seconds = waitOf(answer);
    if (seconds === undefined || triesLeft === 0) throw new HubProblem(request.what, problem);
    await pause(seconds * 1000, request.signal);
    return read(request, accept, triesLeft - 1);
  }

  const find: Rest['find'] = async (request, shape) => {
    const answer = await unlessMissing(read(request, 'application/json'));
    return answer && parse(answer, request.what, shape);
  };

  const getPage: Rest['getPage'] = async (request, shape) => {
    const answer = await read(request, 'application/json');
    const next = answer.response.headers.get('x-ms-continuationtoken') ?? undefined;
    return { value: parse(answer, request.what, shape), next };
  };

  return {
    find,
    get: async (request, shape) => (await getPage(request, shape)).value,
    getPage,
    async findBytes(request) {
      const accept = 'application/zip, application/octet-stream, application/json';
      return (await unlessMissing(read(request, accept)))?.bytes;
    },
    async send(method, { body, ...request }, shape) {
      const headers = { accept: 'application/json', 'content-type': 'application/json' };
      const answer = await call(request, { method, headers, body: JSON.stringify(body) });
      if (!answer.isThere) throw new HubProblem(request.what, problemOf(answer));
      return parse(answer, request.what, shape);
    },
  };
}

async function unlessMissing(reading: Promise<Answer>): Promise<Answer | undefined> {
  try {
    return await reading;
  } catch (error) {
    if (error instanceof HubProblem && error.problem.kind === 'missing') return undefined;
    throw error;
  }
}

function parse<Value>({ bytes }: Answer, what: string, shape: z.ZodType<Value>): Value {
  let body: unknown;
  try {
    body = JSON.parse(textOf(bytes));
  } catch {
    throw new HubProblem(what, { kind: 'unreadable', detail: 'The answer is not JSON.' });
  }
  const parsed = shape.safeParse(body);
  if (parsed.success) return parsed.data;
  throw new HubProblem(what, { kind: 'unreadable', detail: z.prettifyError(parsed.error).slice(0, 300) });
}

const textOf = (bytes: ArrayBuffer): string => new TextDecoder().decode(bytes);

const Refusal = z.object({ message: z.string() });

function problemOf({ response, bytes }: Answer): ProblemKind {
  const { status } = response;
  const detail = messageOf(bytes);
  if (response.type === 'opaqueredirect' || status === 401 || status === 203) return { kind: 'signedOut' };
  if (status === 403) return { kind: 'forbidden', detail };
  if (status === 404) return { kind: 'missing', detail };
  if (isBusy(response)) return { kind: 'busy', seconds: secondsOf(response) };
  return { kind: 'refused', status, detail };
}

const isBusy = ({ status }: Response): boolean => status === 429 || status === 503;

/**
 * Seconds after which to read again by itself; undefined where it is told to somebody instead. Azure DevOps lets no page see how
 * long a pause shall be: then whoever is too quick is not to ask thrice.
 */
function waitOf({ response }: Answer): number | undefined {
  const seconds = secondsOf(response) ?? (response.status === 503 ? 1 : undefined);
  return isBusy(response) && seconds !== undefined && seconds <= MAX_WAIT_S ? seconds : undefined;
}

function secondsOf({ headers }: Response): number | undefined {
  const seconds = Number(headers.get('retry-after') ?? Number.NaN);
  return Number.isFinite(seconds) && seconds >= 0 ? Math.ceil(seconds) : undefined;
}

function messageOf(bytes: ArrayBuffer): string {
  try {
    return Refusal.parse(JSON.parse(textOf(bytes))).message.slice(0, 500);
  } catch {
    return '';
  }
}

/** What is promised, unless the signal ends it before: not everything that is waited for can be ended itself. */
function until<Value>(signal: AbortSignal, promised: Promise<Value>): Promise<Value> {
  return new Promise((resolve, reject) => {
    const end = () => reject(signal.reason as Error);
    if (signal.aborted) end();
    signal.addEventListener('abort', end, { once: true });
    promised.then(resolve, reject).finally(() => signal.removeEventListener('abort', end));
  });
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
