/** The cells of the first table below the heading, without the head; empty when there is none. */
export function findTable(markdown: string, heading: string): readonly (readonly string[])[] {
  const section = sectionsOf(markdown).find(({ title }) => title === heading)?.text ?? '';
  const lines = section.split('\n');
  const start = lines.findIndex((line) => line.startsWith('|'));
  if (start < 0) return [];
  const rest = lines.slice(start);
  const end = rest.findIndex((line) => !line.startsWith('|'));
  return rest.slice(2, end < 0 ? undefined : end).map((line) =>
    line
      .replace(/^\||\|\s*$/g, '')
      .split(/(?<!\\)\|/)
      .map((cell) => cell.trim()),
  );
}

interface Section {
  readonly title: string;
  readonly text: string;
}

/** The sections of the second level. */
export function sectionsOf(markdown: string): readonly Section[] {
  return markdown
    .split(/^(?=## )/m)
    .slice(1)
    .map((part) => {
      const [head = '', ...lines] = part.split('\n');
      return { title: head.slice(3).trim(), text: lines.join('\n') };
    });
}

/** What stands in back quotes. */
export const quotedIn = (cell: string): readonly string[] =>
  [...cell.matchAll(/`([^`]+)`/g)].map(([, text = '']) => text);

/** The addresses of links and images. */
export const linksOf = (markdown: string): readonly string[] =>
  [...markdown.replace(/^(`{3,}).*?^\1$/gms, '').matchAll(/\]\(<?([^)\s>]+)>?[^)]*\)/g)].map(([, link = '']) => link);
