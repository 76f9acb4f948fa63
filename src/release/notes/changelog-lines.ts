/** A line of a file with its own line break, and whether it is Markdown of its own: not in a code block or comment. */
export interface FileLine {
  /** Without the line break. */
  readonly text: string;
  /** `\n`, `\r\n`, or nothing at the end of a file. */
  readonly end: string;
  readonly isOpen: boolean;
}

const FENCE = /^ {0,3}(`{3,}|~{3,})/;

/** What a line stands in. */
interface Within {
  readonly fence: string | undefined;
  readonly comment: boolean;
}

/** The lines of a file; joined again they are the file. */
export function readLines(text: string): readonly FileLine[] {
  let within: Within = { fence: undefined, comment: false };
  const lines: FileLine[] = [];
  for (const whole of text.split(/(?<=\n)/)) {
    if (whole === '') continue;
    const end = /\r?\n$/.exec(whole)?.[0] ?? '';
    const line = whole.slice(0, whole.length - end.length);
    const after = follow(line, within);
    const isPlain = [within, after].every(({ fence, comment }) => fence === undefined && !comment);
    lines.push({ text: line, end, isOpen: isPlain && !line.trimStart().startsWith('<!--') });
    within = after;
  }
  return lines;
}

function follow(line: string, { fence, comment }: Within): Within {
  const mark = comment ? undefined : FENCE.exec(line)?.[1];
  if (fence !== undefined) return { fence: mark?.startsWith(fence) ? undefined : fence, comment };
  if (mark !== undefined) return { fence: mark, comment };
  const [opens, closes] = [line.lastIndexOf('<!--'), line.lastIndexOf('-->')];
  return { fence, comment: opens === closes ? comment : opens > closes };
}

export const writeLines = (lines: readonly FileLine[]): string => lines.map(({ text, end }) => text + end).join('');

const UNRELEASED = /^##\s+\[?unreleased\]?(?:\s|\(|$)/i;
const HEADING = /^#{1,4}\s+\[?v?([^\s\](]+)\]?/i;
const NUMBERED = /^\d+\.\d+/;

export const isUnreleased = ({ text, isOpen }: FileLine): boolean => isOpen && UNRELEASED.test(text);

/** The version that a heading names: `## [1.4.0] - 2026-01-31`, `# v1.4.0`; undefined for any other line. */
export function versionIn({ text, isOpen }: FileLine): string | undefined {
  const name = isOpen ? HEADING.exec(text)?.[1] : undefined;
  return name !== undefined && NUMBERED.test(name) ? name : undefined;
}

/** `## ...`, which ends what stands under another one. */
export const isSection = ({ text, isOpen }: FileLine): boolean => isOpen && /^##?\s/.test(text);

/** `[1.4.0]: https://...` */
export const isReference = ({ text, isOpen }: FileLine): boolean => isOpen && /^ {0,3}\[[^\]]+\]:\s*\S/.test(text);
