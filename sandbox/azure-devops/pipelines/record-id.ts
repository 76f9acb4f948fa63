import { createHash } from 'node:crypto';

/** The same GUID for the same words: records and approvals of a run keep their ids without being kept. */
export function recordId(...words: readonly (string | number)[]): string {
  const hex = createHash('sha256').update(words.join('\0')).digest('hex');
  return [hex.slice(0, 8), hex.slice(8, 12), `5${hex.slice(13, 16)}`, `8${hex.slice(17, 20)}`, hex.slice(20, 32)].join(
    '-',
  );
}
