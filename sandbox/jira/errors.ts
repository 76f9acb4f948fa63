import type { ServiceResponse } from '../core/service.ts';
import type { Deployment } from './documents.ts';

interface Details {
  readonly messages?: readonly string[];
  /** By field. */
  readonly errors?: Readonly<Record<string, string>>;
  readonly headers?: Readonly<Record<string, string>>;
  /** Instead of Jira's usual body. */
  readonly body?: unknown;
  /** What is wrong in the eyes of the stand-in, where the real service does not say. */
  readonly reason?: string;
}

/** A refusal as Jira words it. */
export class JiraError extends Error {
  readonly status: number;
  readonly details: Details;

  constructor(status: number, details: Details) {
    super([...(details.messages ?? []), ...Object.values(details.errors ?? {})].join('; '));
    this.status = status;
    this.details = details;
  }
}

export function errorResponse({ status, details }: JiraError): ServiceResponse {
  const { messages = [], errors = {}, headers = {}, body, reason } = details;
  const explanation = reason === undefined ? {} : { 'x-sandbox-reason': encodeURI(reason.slice(0, 500)) };
  return {
    status,
    headers: { ...headers, ...explanation, 'content-type': 'application/json;charset=UTF-8' },
    body: JSON.stringify(body ?? { errorMessages: messages, errors }),
  };
}

/** An answer with messages that belong to no field. */
export const refusal = (status: number, ...messages: readonly string[]) => new JiraError(status, { messages });

/** 400 with a message for each field. */
export const fieldErrors = (errors: Readonly<Record<string, string>>) => new JiraError(400, { errors });

/** 400 for a body whose shape is wrong; `reason` tells the stand-in's readers what is. */
export function invalidPayload(deployment: Deployment, reason: string): JiraError {
  const message =
    deployment === 'cloud' ? 'Invalid request payload. Refer to the REST API documentation and try again.' : reason;
  return new JiraError(400, { messages: [message], reason });
}

export const unauthorized = () =>
  new JiraError(401, {
    messages: ['Client must be authenticated to access this resource.'],
    headers: { 'www-authenticate': 'OAuth realm="sandbox"', 'x-seraph-loginreason': 'AUTHENTICATED_FAILED' },
  });

export const scopeMismatch = () =>
  new JiraError(401, { body: { code: 401, message: 'Unauthorized; scope does not match' } });

/** Cloud does not tell a deleted issue from a hidden one. */
export const issueNotFound = (deployment: Deployment) =>
  refusal(
    404,
    deployment === 'cloud' ? 'Issue does not exist or you do not have permission to see it.' : 'Issue Does Not Exist',
  );

export const issueHidden = (deployment: Deployment) =>
  deployment === 'cloud'
    ? issueNotFound(deployment)
    : refusal(403, 'You do not have the permission to see the specified issue.');

export const projectNotFound = (key: string) =>
  refusal(404, `No project could be found with ${/^\d+$/.test(key) ? 'id' : 'key'} '${key}'.`);

export const routeNotFound = () =>
  new JiraError(404, {
    messages: ['Oops, you\u2019ve found a dead link.'],
    body: { message: 'null for uri', 'status-code': 404, errorMessages: ['null for uri'] },
  });
