import { adfToMarkdown } from './adf-to-markdown.ts';

/** Whether two documents say the same: Jira adds ids and attributes of its own to what it stores. */
export const isSameDocument = (stored: unknown, written: unknown): boolean =>
  adfToMarkdown(stored) === adfToMarkdown(written);
