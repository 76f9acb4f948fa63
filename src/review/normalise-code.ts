import { stripInvisible } from '../neutralise.ts';

/**
 * A line as a reader sees it: white space folded, nothing invisible, letters composed in one way. Placing, fingerprints
 * and code marks must agree on it.
 */
export const normaliseCode = (line: string): string =>
  stripInvisible(line).normalize('NFC').replace(/\s+/g, ' ').trim();
