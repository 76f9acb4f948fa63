import * as z from 'zod';
import { invalidArgument } from '../errors.ts';

const scalar = z.union([z.string(), z.number(), z.boolean()]);
const typed = z.strictObject({ $type: z.string(), $value: scalar });

/** A value of a property, plain or with its type; kept as text. */
const propertyValue = z
  .union([scalar, typed])
  .transform((value) => String(typeof value === 'object' ? value.$value : value));

export const propertyMap = z.record(z.string().min(1), propertyValue);

/** A JSON patch of properties. */
export const propertyPatch = z
  .array(z.strictObject({ op: z.string(), path: z.string(), value: z.unknown().optional(), from: z.null().optional() }))
  .min(1);

/** The properties after a patch: add, replace and remove, as the service does them. */
export function patchProperties(
  properties: Readonly<Record<string, string>>,
  patch: z.infer<typeof propertyPatch>,
): Record<string, string> {
  const next = new Map(Object.entries(properties));
  for (const { op, path, value } of patch) {
    const kind = op.toLowerCase();
    if (kind === 'add' && path === '') {
      for (const [name, text] of Object.entries(checked(propertyMap, value))) next.set(name, text);
      continue;
    }
    const name = nameOf(path);
    if (kind === 'add' || kind === 'replace') next.set(name, checked(propertyValue, value));
    else if (kind === 'remove') next.delete(name);
    else throw invalidArgument(`The patch operation '${op}' is not supported; use add, replace or remove.`);
  }
  return Object.fromEntries(next);
}

function nameOf(path: string): string {
  if (!/^\/[^/]+$/.test(path)) throw invalidArgument(`The path of a property is /name, not '${path}'.`);
  return path.slice(1).replaceAll('~1', '/').replaceAll('~0', '~');
}

function checked<T>(schema: z.ZodType<T>, value: unknown): T {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  throw invalidArgument('The value of a property is text, a number or a truth value.');
}
