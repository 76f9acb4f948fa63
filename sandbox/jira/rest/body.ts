import * as z from 'zod';
import { invalidPayload, JiraError, refusal } from '../errors.ts';
import type { Call } from './call.ts';

/** The JSON of a request; throws 415 for another media type and 400 for what is no JSON. */
export function readJson(call: Call): unknown {
  const type = (call.request.headers['content-type'] ?? '').split(';')[0]?.trim().toLowerCase();
  if (type !== 'application/json')
    throw new JiraError(415, {
      body: {
        errorMessages: ['Unsupported Media Type'],
        errors: {},
        'status-code': 415,
        message: 'HTTP 415 Unsupported Media Type',
      },
    });
  const text = call.request.body.toString('utf8');
  if (text.trim() === '') throw refusal(400, 'No content to map to Object due to end of input');
  try {
    return JSON.parse(text);
  } catch {
    throw refusal(400, 'There was an error parsing JSON. Check that your request body is valid.');
  }
}

/** The body of a request, checked; throws 400 for what the schema refuses, unknown properties too. */
export function readBody<T>(call: Call, schema: z.ZodType<T>): T {
  const parsed = schema.safeParse(readJson(call));
  if (parsed.success) return parsed.data;
  throw invalidPayload(call.world.deployment, explain(parsed.error));
}

/** On Data Center this is what the service says. */
function explain({ issues }: z.ZodError): string {
  return issues
    .map((issue) =>
      issue.code === 'unrecognized_keys'
        ? `Unrecognized field "${issue.keys.join('", "')}", not marked as ignorable`
        : `${issue.path.map(String).join('.') || 'body'}: ${issue.message}`,
    )
    .join('; ');
}

/** Entity properties in a body: a list of keys and values. */
export const entityProperties = z.array(
  z.strictObject({ key: z.string().min(1).max(255), value: z.unknown().optional() }),
);
