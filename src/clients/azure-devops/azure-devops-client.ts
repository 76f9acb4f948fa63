import type * as z from 'zod';
import { SlipwayError } from '../../errors.ts';
import type { HttpClient } from '../http/http-client.ts';
import type { HttpResponse } from '../http/response.ts';
import type { Call } from './call.ts';
import { translateError } from './translate-error.ts';

const VERSION = '7.1';

/** Azure DevOps' REST interface in one project, as the job's identity. */
export interface AzureDevOpsClient {
  /** Asks and checks the answer's shape: only what we use, everything else may be there. */
  call<Shape extends z.ZodType>(call: Call, shape: Shape): Promise<z.infer<Shape>>;
  /** As `call`, for a list that comes in pages: `next` is the continuation token of the page after, if there is one. */
  page<Shape extends z.ZodType>(call: Call, shape: Shape): Promise<Page<z.infer<Shape>>>;
  /** Bytes of an answer; `maxBytes` is enforced while reading. */
  bytes(call: Call, maxBytes: number): Promise<Buffer>;
  /** {collection}/{segments}, encoded: for people and for git. */
  webUrl(...segments: readonly string[]): string;
  /** Waits so many milliseconds; rejects when the run is cancelled. */
  pause(ms: number): Promise<void>;
}

export interface Page<Value> {
  readonly value: Value;
  readonly next: string | undefined;
}

interface ClientOptions {
  readonly http: HttpClient;
  /** Encoded or not, with or without a slash at its end. */
  readonly collectionUri: string;
  /** A bearer token, as the job's is, unless `authorization` is given. */
  readonly token: string;
  /** The whole header, for a token of another kind. */
  readonly authorization?: string;
  /** Name or id. */
  readonly project: string;
}

export function createAzureDevOpsClient(options: ClientOptions): AzureDevOpsClient {
  const { http, collectionUri, token, project, authorization = `Bearer ${token}` } = options;
  // Parsing encodes what is not encoded yet. What is no URL is refused by the HTTP client.
  const base = (URL.canParse(collectionUri) ? new URL(collectionUri).href : collectionUri).replace(/\/+$/, '');

  const urlOf = ({ path, query = {}, organisationLevel = false, apiVersion = VERSION }: Call): string => {
    const parameters = new URLSearchParams();
    for (const [name, value] of Object.entries(query)) if (value !== undefined) parameters.set(name, String(value));
    parameters.set('api-version', apiVersion);
    const scope = organisationLevel ? [] : [project];
    return `${base}/${[...scope, '_apis', ...path].map(encodeSegment).join('/')}?${parameters.toString()}`;
  };

  const send = async (call: Call, accept: string, maxBytes?: number) => {
    const { method = 'GET', body, contentType = 'application/json' } = call;
    try {
      return await http.request({
        method,
        url: urlOf(call),
        headers: {
          authorization,
          accept,
          // Without it a refused token is answered with a sign-in page.
          'x-tfs-fedauthredirect': 'Suppress',
          ...(body === undefined ? {} : { 'content-type': contentType }),
        },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
        ...(call.idempotent ? { retry: 'safe' as const } : {}),
        ...(maxBytes === undefined ? {} : { maxBytes }),
      });
    } catch (error) {
      throw translateError(error, call);
    }
  };

  async function page<Shape extends z.ZodType>(call: Call, shape: Shape): Promise<Page<z.infer<Shape>>> {
    const answer = await send(call, 'application/json');
    const parsed = shape.safeParse(answer.bytes().length === 0 ? {} : jsonOf(answer, call));
    if (parsed.success) return { value: parsed.data, next: answer.headers['x-ms-continuationtoken'] };
    const field = parsed.error.issues[0]?.path.map(String).join('.') ?? '';
    throw unexpected(call, `${field === '' ? 'the answer' : field} is not as documented`);
  }

  return {
    call: async (call, shape) => (await page(call, shape)).value,
    page,
    bytes: async (call, maxBytes) => (await send(call, 'application/octet-stream', maxBytes)).bytes(),
    webUrl: (...segments) => `${base}/${segments.map(encodeSegment).join('/')}`,
    pause: http.pause,
  };
}

const encodeSegment = (segment: string | number): string => encodeURIComponent(String(segment));

function jsonOf(answer: HttpResponse, call: Call): unknown {
  try {
    return answer.json();
  } catch {
    throw unexpected(call, 'the answer is no JSON');
  }
}

const unexpected = ({ operation }: Call, what: string): SlipwayError =>
  new SlipwayError(`Azure DevOps answered in an unexpected shape when asked to ${operation}: ${what}.`, {
    kind: 'remote',
    code: 'AZURE_DEVOPS_UNEXPECTED_ANSWER',
    hint: 'Run it again. If it stays, a proxy may answer in its place, or the service has changed: report it.',
  });
