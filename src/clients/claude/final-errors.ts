import type { APIError } from '@anthropic-ai/sdk';
import { type ErrorKind, SlipwayError } from '../../errors.ts';
import type { Redact } from './redact.ts';

interface Explained {
  readonly kind: ErrorKind;
  readonly code: string;
  readonly message: string;
  readonly hint: string;
}

interface Context {
  readonly url: string;
  readonly model: string;
  readonly redact: Redact;
}

/** An answer that no retry mends, as an error in plain words. The message never holds the key. */
export function finalError(status: number, error: APIError, context: Context): SlipwayError {
  const { kind, code, message, hint } = explainStatus(status, error.errorCode, context);
  const said = error.apiMessage ? ` It said: ${context.redact(error.apiMessage)}` : '';
  const request = error.requestID ? ` (request ${context.redact(error.requestID)})` : '';
  return new SlipwayError(`${message}${request}.${said}`, { kind, code, hint });
}

/** What a status means, in words without the full stop. */
export function explainStatus(
  status: number,
  errorCode: string | null,
  { url, model }: Pick<Context, 'url' | 'model'>,
): Explained {
  if (errorCode?.endsWith('_spend_limit_reached')) {
    return {
      kind: 'auth',
      code: 'CLAUDE_SPEND_LIMIT',
      message: `The spend limit of the Claude organization is reached (${status})`,
      hint: 'Raise the limit in the Claude Console, or wait until the next billing period.',
    };
  }
  if (status === 402 || errorCode === 'organization_on_hold') {
    return {
      kind: 'auth',
      code: 'CLAUDE_BILLING',
      message: `Claude refused the request because of billing (${status})`,
      hint: 'Check the credit and the payment method of the organization in the Claude Console.',
    };
  }
  if (status === 401) {
    return {
      kind: 'auth',
      code: 'CLAUDE_UNAUTHORIZED',
      message: 'Claude does not know the API key (401)',
      hint: 'Put a valid key into the service connection; it may have been revoked or cut when it was pasted.',
    };
  }
  if (status === 403) {
    return {
      kind: 'auth',
      code: 'CLAUDE_FORBIDDEN',
      message: `The API key may not use ${model} (403)`,
      hint: "Check the key's workspace and permissions in the Claude Console.",
    };
  }
  if (status === 404) {
    return {
      kind: 'input',
      code: 'CLAUDE_MODEL_NOT_FOUND',
      message: `Claude has no model ${model} at ${new URL(url).origin} (404)`,
      hint: "Check the model's name and the URL of the service connection.",
    };
  }
  return {
    kind: 'remote',
    code: 'CLAUDE_BAD_REQUEST',
    message: `Claude did not accept the request (${status})`,
    hint: 'Use a model this version supports; if it is one, please report this as a bug.',
  };
}
