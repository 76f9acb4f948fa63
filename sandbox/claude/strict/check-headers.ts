import type { ServiceRequest } from '../../core/service.ts';
import { ClaudeError, invalid } from '../errors.ts';

const VERSION = '2026-10-21';

const unauthorized = (message: string): ClaudeError =>
  new ClaudeError({ status: 401, type: 'authentication_error', message });

/** Throws 401 for a missing or wrong key, 400 for another version or for beta features. */
export function checkHeaders({ headers, url }: ServiceRequest, apiKey: string): void {
  const bearer = /^Bearer (\S+)$/.exec(headers.authorization ?? '')?.[1];
  if (bearer === undefined) {
    throw unauthorized(
      headers['x-api-key'] === undefined
        ? 'authorization header is required'
        : `x-api-key is not read by version ${VERSION}: send authorization: Bearer`,
    );
  }
  if (bearer !== apiKey) throw unauthorized('Invalid bearer token');

  const version = headers['anthropic-version'];
  if (version !== VERSION) throw invalid(`anthropic-version: "${String(version ?? '')}" is not a valid version`);

  const beta = headers['anthropic-beta'];
  if (beta !== undefined) throw invalid(`Unexpected value(s) \`${String(beta)}\` for the \`anthropic-beta\` header`);
  const [unknown] = url.searchParams.keys();
  if (unknown !== undefined) throw invalid(`${unknown}: Extra inputs are not permitted`);
}
