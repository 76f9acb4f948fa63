import * as z from 'zod';
import { enumValue } from '../rest/body.ts';

/** In one thread. */
export const MOST_COMMENTS = 500;

export const content = z
  .string()
  .max(150_000, 'must not be longer than 150000 characters')
  .refine((text) => text.trim() !== '', 'must not be empty');

export const commentType = enumValue({ text: 1, codeChange: 2, system: 3 });
