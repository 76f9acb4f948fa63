/** A program for sheets takes these for the beginning of a formula, and what comes after for its work. */
const STARTS_FORMULA = /^[=+\-@\t\r\n\uFF0B\uFF0D\uFF1D\uFF20]/;

/** A table as CSV for any program: UTF-8 with its mark, every cell quoted, none of them a formula. */
export const renderCsv = (header: readonly string[], rows: Iterable<readonly string[]>): string =>
  `\uFEFF${[header, ...rows].map((cells) => `${cells.map(renderCell).join(',')}\r\n`).join('')}`;

/** An apostrophe in front makes text of it, and is how these programs write that themselves. */
function renderCell(text: string): string {
  const harmless = STARTS_FORMULA.test(text) ? `'${text}` : text;
  return `"${harmless.replaceAll('"', '""')}"`;
}
