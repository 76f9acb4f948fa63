import type { ServiceRequest, ServiceResponse } from '../../core/service.ts';

/** A script of another origin reads these and no others: it cannot see after how long to try again. */
const READABLE = 'ActivityId,X-TFS-Session,X-MS-ContinuationToken,X-VSS-GlobalMessage,ETag,Request-Context';

const ALLOWED = {
  'access-control-allow-origin': '*',
  'access-control-expose-headers': READABLE,
  'access-control-max-age': '3600',
  'access-control-allow-headers': 'authorization',
  'access-control-allow-methods': 'OPTIONS,GET,POST,PATCH,PUT,DELETE',
};

/** What is added to every answer of the REST API that a script of another origin asks for; nothing for all others. */
export const crossOriginHeaders = ({ headers }: Pick<ServiceRequest, 'headers'>): Readonly<Record<string, string>> =>
  headers.origin === undefined ? {} : ALLOWED;

/** Whether a browser only asks what another origin may send. It carries no token and asks for nothing else. */
export const isPreflight = ({ method, headers }: Pick<ServiceRequest, 'method' | 'headers'>): boolean =>
  method === 'OPTIONS' && headers.origin !== undefined && headers['access-control-request-method'] !== undefined;

/** Lets scripts of other origins ask, refusals too: they carry a token of their own, and cookies are never taken. */
export async function answerAcrossOrigins(
  request: ServiceRequest,
  respond: () => Promise<ServiceResponse>,
): Promise<ServiceResponse> {
  if (isPreflight(request)) {
    const wanted = request.headers['access-control-request-headers'] ?? '';
    return { status: 200, headers: { ...ALLOWED, 'access-control-allow-headers': wanted } };
  }
  const response = await respond();
  return { ...response, headers: { ...response.headers, ...crossOriginHeaders(request) } };
}
