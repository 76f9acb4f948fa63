/** Longest line that is held back; what goes beyond is cut into several. */
const MAX_LINE = 64 * 1024;

/** Longest form of a secret that is still recognised across such a cut. */
const OVERLAP = 8 * 1024;

export interface LineGuard {
  /** Takes a piece of untrusted output and gives what may be printed now: whole, clean lines. */
  push(chunk: string): string;
  /** What is left of an unfinished line, ended with a line break; empty when nothing is. */
  flush(): string;
}

/**
 * Makes untrusted output harmless line by line, whatever way it is cut into chunks: a marker or a secret may lie across
 * two of them. `clean` makes a text harmless and may give more than one line. Memory is bounded.
 */
export function createLineGuard(clean: (text: string) => string): LineGuard {
  let pending = '';
  const print = (text: string): string => (text === '' ? '' : `${clean(text)}\n`);
  return {
    push(chunk) {
      // Sought in the chunk alone: a long line may come character by character.
      const inChunk = Math.max(chunk.lastIndexOf('\n'), chunk.lastIndexOf('\r'));
      const end = inChunk < 0 ? -1 : pending.length + inChunk;
      pending += chunk;
      let output = end < 0 ? '' : `${clean(pending.slice(0, end))}\n`;
      pending = pending.slice(end + 1);
      while (pending.length > MAX_LINE) {
        const cleaned = clean(pending);
        const cut = Math.max(cleaned.length - OVERLAP, 1);
        output += print(cleaned.slice(0, cut));
        pending = cleaned.slice(cut);
      }
      return output;
    },
    flush() {
      const output = print(pending);
      pending = '';
      return output;
    },
  };
}
