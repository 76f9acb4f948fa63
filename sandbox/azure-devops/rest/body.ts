import * as z from 'zod';
import { invalidArgument, RestError } from '../errors.ts';
import type { Call } from './call.ts';

/** The body of a request, checked; throws 415 for another media type and 400 for what the schema refuses. */
export function readBody<T>({ request }: Call, schema: z.ZodType<T>, mediaType = 'application/json'): T {
  const type = (request.headers['content-type'] ?? '').split(';')[0]?.trim().toLowerCase();
  if (type !== mediaType)
    throw new RestError(
      415,
      'UnsupportedMediaTypeException',
      `The request entity's media type '${type ?? ''}' is not supported for this resource; it must be ${mediaType}.`,
      { assembly: 'System.Net.Http' },
    );
  const parsed = schema.safeParse(parseJson(request.body));
  if (parsed.success) return parsed.data;
  throw invalidArgument(`The request body is not valid: ${explain(parsed.error)}`);
}

function parseJson(body: Buffer): unknown {
  if (body.length === 0) throw invalidArgument('Value cannot be null. Parameter name: body', 'ArgumentNullException');
  try {
    return JSON.parse(body.toString('utf8'));
  } catch {
    throw invalidArgument('The request body is not valid JSON.', 'JsonReaderException');
  }
}

const explain = (error: z.ZodError) =>
  error.issues.map(({ path, message }) => `${path.map(String).join('.') || 'body'}: ${message}`).join('; ');

/** An enum of the service: a name in any case or its number; gives the name as documented. */
export function enumValue<Name extends string>(numbers: Readonly<Record<Name, number>>): z.ZodType<Name> {
  const names = Object.keys(numbers) as Name[];
  return z.union([z.string(), z.number()]).transform((given, context) => {
    const found = names.find((name) =>
      typeof given === 'number' ? numbers[name] === given : name.toLowerCase() === given.toLowerCase(),
    );
    if (found !== undefined) return found;
    context.addIssue({ code: 'custom', message: `must be one of ${names.join(', ')}, not ${String(given)}` });
    return z.NEVER;
  });
}
