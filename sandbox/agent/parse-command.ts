export interface LoggingCommand {
  readonly area: string;
  readonly event: string;
  /** By lower-case key. */
  readonly properties: ReadonlyMap<string, string>;
  readonly data: string;
}

const prefix = '##vso[';

/** Finds the first logging command of a line; undefined when there is none or it is not legal. */
export function parseCommand(line: string, decodePercents = true): LoggingCommand | undefined {
  const start = line.indexOf(prefix);
  const end = start < 0 ? -1 : line.indexOf(']', start);
  if (end < 0) return undefined;
  const header = line.slice(start + prefix.length, end);
  const space = header.indexOf(' ');
  const name = space < 0 ? header : header.slice(0, space);
  const [area, event, ...rest] = name.split('.').filter((part) => part !== '');
  if (area === undefined || event === undefined || rest.length > 0) return undefined;
  return {
    area,
    event,
    properties: space > 0 ? parseProperties(header.slice(space + 1), decodePercents) : new Map(),
    data: unescapeData(line.slice(end + 1), decodePercents),
  };
}

/** As .NET splits with RemoveEmptyEntries: `=a==b` is a with the value b, and a key without value is dropped. */
function parseProperties(text: string, decodePercents: boolean): Map<string, string> {
  const properties = new Map<string, string>();
  for (const property of text.split(';')) {
    const [, key, value] = /^=*([^=]+)=+([^=].*)$/s.exec(property) ?? [];
    if (key === undefined || value === undefined) continue;
    properties.set(key.toLowerCase(), unescapeData(value, decodePercents));
  }
  return properties;
}

/** The order matters: `%AZP253B` is the text `%3B`, not a semicolon. */
export function unescapeData(text: string, decodePercents = true): string {
  const plain = text.replaceAll('%3B', ';').replaceAll('%0D', '\r').replaceAll('%0A', '\n').replaceAll('%5D', ']');
  return decodePercents ? plain.replaceAll('%AZP25', '%') : plain;
}

export function escapeData(text: string, decodePercents = true): string {
  return (decodePercents ? text.replaceAll('%', '%AZP25') : text)
    .replaceAll(';', '%3B')
    .replaceAll('\r', '%0D')
    .replaceAll('\n', '%0A')
    .replaceAll(']', '%5D');
}
