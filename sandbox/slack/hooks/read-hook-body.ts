import type { ServiceRequest, ServiceResponse } from '../../core/service.ts';
import { isObject, type Fields } from '../blocks/shape.ts';
import { parseJson } from '../rest/read-arguments.ts';

/** The body of a webhook: JSON, or a form with JSON in `payload`; undefined for anything else. */
export function readHookBody({ headers, body }: ServiceRequest): Fields | undefined {
  const type = (headers['content-type'] ?? '').split(';')[0]?.trim().toLowerCase();
  const text = body.toString('utf8');
  const source = type === 'application/x-www-form-urlencoded' ? (new URLSearchParams(text).get('payload') ?? '') : text;
  const value = parseJson(source);
  return isObject(value) ? value : undefined;
}

/** Webhooks answer with a word. */
export const plainAnswer = (status: number, text: string, retryAfter?: number): ServiceResponse => ({
  status,
  headers: {
    'content-type': 'text/html; charset=utf-8',
    ...(retryAfter === undefined ? {} : { 'retry-after': String(retryAfter) }),
  },
  body: text,
});
