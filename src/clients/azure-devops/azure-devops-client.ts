import type * as z from 'zod';
import { SlipwayError } from '../../errors.ts';
import type { HttpClient, HttpRequest } from '../http/http-client.ts';
import { translateError } from './translate-error.ts';

const VERSION = '7.1';

export interface Call {
  /** What it does, for errors: "read the pull request". */
  readonly operation: string;
  readonly method?: HttpRequest['method'];
  /** Segments below _apis, encoded here. */
  readonly path: readonly (string | number)[];
  readonly query?: Readonly<Record<string, string | number | undefined>>;
  readonly body?: unknown;
  /** `application/json` unless it is a JSON patch. */
  readonly contentType?: string;
  /** Doing it twice is doing it once: it may be repeated after a lost answer. */
  readonly idempotent?: boolean;
  /** Leaves the project out of the address. */
  readonly organisationLevel?: boolean;
  /** The permission it needs, as Azure DevOps names it on its screens. */
  readonly permission: string;
  readonly apiVersion?: string;
}

/** Azure DevOps' REST interface in one project, as the job's identity. */
export interface AzureDevOpsClient {
  /** Asks and checks the answer's shape: only what we use, everything else may be there. */
  call<Shape extends z.ZodType>(call: Call, shape: Shape): Promise<z.infer<Shape>>;
  /** Bytes of an answer; `maxBytes` is enforced while reading. */
  bytes(call: Call, maxBytes: number): Promise<Buffer>;
  /** {collection}/{project}/{segments}, encoded: for people and for git. */
  webUrl(...segments: readonly string[]): string;
}

interface ClientOptions {
  readonly http: HttpClient;
  /** Without a slash at the end. */
  readonly collectionUri: string;
  readonly token: string;
  /** Name or id. */
  readonly project: string;
}

export function createAzureDevOpsClient({ http, collectionUri, token, project }: ClientOptions): AzureDevOpsClient {
  const base = collectionUri.replace(/\/+$/, '');

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
          authorization: `Bearer ${token}`,
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

  return {
    async call(call, shape) {
      const answer = await send(call, 'application/json');
      const parsed = shape.safeParse(answer.status === 204 || answer.bytes().length === 0 ? {} : answer.json());
      if (parsed.success) return parsed.data;
      throw unexpected(call, parsed.error);
    },
    bytes: async (call, maxBytes) => (await send(call, 'application/octet-stream', maxBytes)).bytes(),
    webUrl: (...segments) => `${base}/${[project, ...segments].map(encodeSegment).join('/')}`,
  };
}

const encodeSegment = (segment: string | number): string => encodeURIComponent(String(segment));

function unexpected({ operation }: Call, error: z.ZodError): SlipwayError {
  const [issue] = error.issues;
  const place = issue?.path.map(String).join('.') ?? '';
  return new SlipwayError(
    `Azure DevOps answered in an unexpected shape when asked to ${operation}: ${place === '' ? 'the answer' : place} is not as documented.`,
    {
      kind: 'remote',
      code: 'AZURE_DEVOPS_UNEXPECTED_ANSWER',
      hint: 'Run it again. If it stays, a proxy may answer in its place, or the service has changed: report it.',
    },
  );
}
