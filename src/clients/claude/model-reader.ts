import { SlipwayError } from '../../errors.ts';
import type { ClaudeReader } from '../../setup/ports.ts';
import type { HttpClient } from '../http/http-client.ts';
import { HttpStatusError } from '../http/http-errors.ts';
import { explainStatus } from './final-errors.ts';

interface ModelReaderOptions {
  readonly http: HttpClient;
  /** Base of the Messages API, without /v1. */
  readonly url: string;
  readonly apiKey: string;
  readonly provider: ClaudeReader['provider'];
  readonly model: string;
}

/** The one that the SDK sends. */
const VERSION = '2026-10-21';

/** Looks a model up, which costs nothing. Without the SDK: one small request. Throws CLAUDE_* and HTTP_*. */
export function createModelReader({ http, url, apiKey, provider, model }: ModelReaderOptions): ClaudeReader {
  const key: Readonly<Record<string, string>> =
    provider === 'foundry' ? { 'x-api-key': apiKey } : { authorization: `Bearer ${apiKey}` };
  return {
    model,
    provider,
    async readModel() {
      try {
        const answer = await http.request({
          method: 'GET',
          url: `${url}/v1/models/${encodeURIComponent(model)}`,
          headers: { ...key, 'anthropic-version': VERSION, accept: 'application/json' },
        });
        return nameIn(answer.json()) ?? model;
      } catch (error) {
        throw isFinal(error) ? explained(error, { url, model }) : error;
      }
    },
  };
}

/** Limits and accidents are explained by the HTTP client already. */
const isFinal = (error: unknown): error is HttpStatusError =>
  error instanceof HttpStatusError && error.status < 500 && error.status !== 429;

function explained(error: HttpStatusError, context: { readonly url: string; readonly model: string }): SlipwayError {
  const { kind, code, message, hint } = explainStatus(error.status, null, context);
  return new SlipwayError(`${message}.`, { kind, code, hint, cause: error });
}

function nameIn(answer: unknown): string | undefined {
  if (typeof answer !== 'object' || answer === null || !('display_name' in answer)) return undefined;
  return typeof answer.display_name === 'string' ? answer.display_name : undefined;
}
