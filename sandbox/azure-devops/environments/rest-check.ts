import type { ProjectPlace } from '../pipelines/place.ts';
import { findConnection } from './connections.ts';
import { holds, parseCriteria } from './criteria.ts';
import type { CheckpointDocument, ConnectionDocument, RestCheckSettings } from './documents.ts';
import { expandText, predefinedVariables } from './predefined-variables.ts';

/** What the checks of a run need of whoever executes it. */
export interface CheckServices {
  /** The token that `$(system.AccessToken)` stands for: the run's own. Asked for only when a request needs it. */
  accessToken(): string;
  /** Milliseconds that a REST check waits for its answer: 20,000 when left out, as the service does. */
  readonly restLimitMs?: number;
}

interface Evaluation {
  readonly passed: boolean;
  /** What a person is told; never the token. */
  readonly message: string;
}

const failed = (message: string): Evaluation => ({ passed: false, message });

interface Request {
  readonly method: string;
  readonly address: string;
  readonly inputs: Readonly<Record<string, string>>;
  readonly connection: ConnectionDocument;
  readonly limitMs: number;
}

/** Sends the request of an Invoke REST API check and judges its answer; whatever goes wrong is an evaluation that failed. */
export async function evaluateRestCheck(
  place: ProjectPlace,
  checkpoint: CheckpointDocument,
  { inputs: given, services }: { readonly inputs: RestCheckSettings['inputs']; readonly services: CheckServices },
): Promise<Evaluation> {
  const variables = predefinedVariables(place, checkpoint);
  const lookUp = (name: string) => (name === 'system.accesstoken' ? services.accessToken() : variables.get(name));
  const inputs = Object.fromEntries(Object.entries(given).map(([name, text]) => [name, expandText(text, lookUp)]));
  const { connectedServiceName = '', method = 'GET', urlSuffix = '' } = inputs;
  const connection = findConnection(place, connectedServiceName);
  if (!connection) return failed(`The service connection ${connectedServiceName} was not found.`);
  const address = connection.url + urlSuffix;
  if (!/^https?:/i.test(address) || !URL.canParse(address)) return failed(`The address ${address} is not valid.`);
  return ask({ method, address, inputs, connection, limitMs: services.restLimitMs ?? 20_000 });
}

async function ask({ method, address, inputs, connection, limitMs }: Request): Promise<Evaluation> {
  const { body = '', headers = '' } = inputs;
  try {
    const response = await fetch(address, {
      method,
      headers: headersOf(connection, headers),
      ...(body === '' ? {} : { body }),
      signal: AbortSignal.timeout(limitMs),
    });
    const text = await response.text();
    return response.ok ? judge(text, inputs) : failed(`${method} ${address} answered ${response.status}.`);
  } catch (error) {
    return failed(`${method} ${address} failed: ${error instanceof Error ? error.message : String(error)}`);
  }
}

/** A header of the check wins over the connection's own. */
function headersOf({ username, password }: ConnectionDocument, text: string): Headers {
  const headers = new Headers(text === '' ? {} : (JSON.parse(text) as Record<string, string>));
  if ((username ?? password) !== undefined && !headers.has('authorization'))
    headers.set('authorization', `Basic ${Buffer.from(`${username ?? ''}:${password ?? ''}`).toString('base64')}`);
  return headers;
}

/** No criteria: an answer without an error is enough. */
function judge(text: string, inputs: Readonly<Record<string, string>>): Evaluation {
  const criteria = inputs['successCriteria'] ?? '';
  if (criteria === '') return { passed: true, message: 'The request succeeded.' };
  try {
    const passed = holds(parseCriteria(criteria), { root: JSON.parse(text) as unknown, taskInputs: inputs });
    return { passed, message: `The success criteria ${criteria} ${passed ? 'were' : 'were not'} met.` };
  } catch (error) {
    return failed(
      `The success criteria ${criteria} could not be evaluated: ${error instanceof Error ? error.message : String(error)}`,
    );
  }
}
