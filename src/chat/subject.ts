const LONGEST_NAME = 80;
const HASH_DIGITS = 8;

/** SHA-256 of UTF-8 text as lower-case hexadecimal. */
export type Hash = (text: string) => string;

/** The subject of a run's own message. */
export const runSubject = (run: number): string => `run-${run}`;

/**
 * A subject as the name of a file or folder, without an ending: itself where that may be a name, else what is left of it
 * and a part of its hash. Two subjects have two names.
 */
export function fileNameOf(subject: string, hash: Hash): string {
  const name = subject
    .toLowerCase()
    .replaceAll(/[^a-z0-9._-]+/g, '-')
    .slice(0, LONGEST_NAME)
    .replaceAll(/^[.-]+|[.-]+$/g, '');
  const looksHashed = /-[0-9a-f]{8}$/.test(name);
  if (name === subject && !looksHashed) return name;
  return [name, hash(subject).slice(0, HASH_DIGITS)].filter((part) => part !== '').join('-');
}
