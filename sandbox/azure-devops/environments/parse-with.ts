import type * as z from 'zod';
import { invalidArgument } from '../errors.ts';

/** 400 for a check that cannot be. */
export const refuseCheck = (message: string) => invalidArgument(message, 'InvalidCheckConfigurationException');

/** What a schema makes of settings; throws 400 with all that is wrong. */
export function parseWith<T>(schema: z.ZodType<T>, settings: unknown): T {
  const parsed = schema.safeParse(settings);
  if (parsed.success) return parsed.data;
  const reasons = parsed.error.issues.map(({ path, message }) => `${path.map(String).join('.')}: ${message}`);
  throw refuseCheck(`The settings of the check are not valid: ${reasons.join('; ')}`);
}
