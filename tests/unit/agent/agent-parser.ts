/** What the agent understands from one line of output. */
export interface Command {
  readonly name: string;
  readonly properties: Readonly<Record<string, string>>;
  readonly data: string;
}

/**
 * The agent's own reading of a line, only stricter on us: the marker counts in any case and with characters inside that a
 * culture-sensitive search skips.
 */
export function parseCommand(line: string): Command | undefined {
  const visible = line.replace(/(?!\t)[\p{Cc}\p{Cf}\p{Default_Ignorable_Code_Point}]/gu, '');
  const start = visible.toLowerCase().indexOf('##vso[');
  if (start < 0) return undefined;
  const end = visible.indexOf(']', start);
  if (end < 0) return undefined;
  const header = visible.slice(start + 6, end);
  const space = header.indexOf(' ');
  const name = space < 0 ? header : header.slice(0, space);
  if (name.split('.').filter((part) => part !== '').length !== 2) return undefined;
  const properties = (space < 0 ? '' : header.slice(space + 1)).split(';').flatMap((property): [string, string][] => {
    const equals = property.indexOf('=');
    return equals < 0 ? [] : [[property.slice(0, equals).toLowerCase(), unescapeData(property.slice(equals + 1))]];
  });
  return {
    name: name.toLowerCase(),
    properties: Object.fromEntries(properties),
    data: unescapeData(visible.slice(end + 1)),
  };
}

function unescapeData(text: string): string {
  return text
    .replaceAll('%3B', ';')
    .replaceAll('%0D', '\r')
    .replaceAll('%0A', '\n')
    .replaceAll('%5D', ']')
    .replaceAll('%AZP25', '%');
}
