import * as z from 'zod';

/** A node as Jira stores it: anything may be missing or unknown. */
export const LooseNode = z.object({
  type: z.string().catch(''),
  text: z.string().optional().catch(undefined),
  attrs: z.record(z.string(), z.unknown()).nullish().catch(undefined),
  marks: z
    .array(z.object({ type: z.string(), attrs: z.record(z.string(), z.unknown()).nullish() }).catch({ type: '' }))
    .nullish()
    .catch(undefined),
  content: z.array(z.unknown()).nullish().catch(undefined),
});

export type LooseNode = z.output<typeof LooseNode>;

/** Code in a fence of backticks that does not end inside it. */
export function wrapCode(text: string, wrap: (fence: string) => string, shortest: number): string {
  const longest = Math.max(0, ...Array.from(text.matchAll(/`+/g), ([run]) => run.length));
  return wrap('`'.repeat(Math.max(shortest, longest + 1)));
}

/** An attribute as text; empty when it is missing or no plain value. */
export function attribute({ attrs }: Pick<LooseNode, 'attrs'>, name: string): string {
  const value = attrs?.[name];
  return typeof value === 'string' || typeof value === 'number' ? String(value) : '';
}
