export interface Footer {
  /** As written, but `BREAKING CHANGE` always with a space. */
  readonly token: string;
  /** Lines joined by `\n`. */
  readonly value: string;
}

const BREAKING = /^BREAKING[ -]CHANGE: ?(.*)$/;
const FOOTER = /^([A-Za-z][A-Za-z0-9-]{0,40})(?:: | (?=#))(\S.*)$/;

/**
 * Footers of a body as Conventional Commits has them, wherever they stand: at the start of a paragraph or below another
 * one. A value goes on until an empty line or the next footer; that of a breaking change may begin on a later line.
 */
export function findFooters(lines: readonly string[]): readonly Footer[] {
  const footers: { token: string; value: string[] }[] = [];
  let open = false;
  let mayBegin = true;
  for (const line of lines) {
    const footer = readFooter(line, mayBegin || open);
    if (footer !== undefined) {
      footers.push(footer);
      open = true;
    } else if (line.trim() === '') {
      open = open && footers.at(-1)?.value.join('') === '';
    } else if (open) footers.at(-1)?.value.push(line.trim());
    mayBegin = line.trim() === '';
  }
  return footers.map(({ token, value }) => ({ token, value: value.join('\n').trim() }));
}

/** A breaking change is one wherever a line begins with it. */
function readFooter(line: string, mayBegin: boolean): { token: string; value: string[] } | undefined {
  const breaking = BREAKING.exec(line);
  if (breaking !== null) return { token: 'BREAKING CHANGE', value: [breaking[1]?.trim() ?? ''] };
  const footer = mayBegin ? FOOTER.exec(line) : null;
  if (footer === null) return undefined;
  const [, token, value] = footer;
  return token === undefined || value === undefined ? undefined : { token, value: [value.trim()] };
}
