import { transformJSONSchema } from '@anthropic-ai/sdk/lib/transform-json-schema';
import * as z from 'zod';

/**
 * The schema in the dialect that the service can hold a model to: objects closed, unknown keywords (bounds, patterns)
 * moved into descriptions. What is read is checked with zod all the same. Throws when a part has no type (z.unknown).
 */
export const strictSchema = (schema: z.ZodType): Record<string, unknown> =>
  transformJSONSchema(z.toJSONSchema(schema, { io: 'input', override: dropIntegerBounds }));

/** Zod bounds every integer by what a double can hold, which tells the model nothing. */
function dropIntegerBounds({ jsonSchema }: { readonly jsonSchema: z.core.JSONSchema.BaseSchema }): void {
  if (jsonSchema.minimum === Number.MIN_SAFE_INTEGER) delete jsonSchema.minimum;
  if (jsonSchema.maximum === Number.MAX_SAFE_INTEGER) delete jsonSchema.maximum;
}

export type ParsedAnswer<Answer> =
  | { readonly kind: 'fits'; readonly answer: Answer }
  | { readonly kind: 'malformed'; readonly why: string };

const WHY_LENGTH = 1000;

/** The answer in the model's text, or what is wrong with it, in words for the model. */
export function parseAnswer<Answer>(text: string, schema: z.ZodType<Answer>): ParsedAnswer<Answer> {
  if (text.trim() === '') return { kind: 'malformed', why: 'The answer is empty.' };
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    return { kind: 'malformed', why: `The answer is no JSON: ${String(error).slice(0, 200)}` };
  }
  const result = schema.safeParse(value);
  if (result.success) return { kind: 'fits', answer: result.data };
  return { kind: 'malformed', why: z.prettifyError(result.error).slice(0, WHY_LENGTH) };
}
