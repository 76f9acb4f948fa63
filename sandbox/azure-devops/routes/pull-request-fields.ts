import * as z from 'zod';

export const title = z.string().trim().min(1).max(400);

export const description = z
  .string()
  .max(4000, 'A description for a pull request must not be longer than 4000 characters.');

export const branch = z.string().regex(/^refs\/heads\/./, 'must be refs/heads/...');
