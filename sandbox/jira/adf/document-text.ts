interface Node {
  readonly type?: unknown;
  readonly text?: unknown;
  readonly attrs?: Readonly<Record<string, unknown>>;
  readonly content?: readonly Node[];
}

const BLOCKS = new Set(['paragraph', 'heading', 'codeBlock', 'rule', 'listItem', 'tableRow', 'hardBreak']);

/** The text of a document of the Atlassian format, a line for each block; wiki text as it is; '' for nothing. */
export function textOf(body: unknown): string {
  if (typeof body === 'string') return body;
  return typeof body === 'object' && body !== null ? collect(body).trim() : '';
}

function collect(node: Node): string {
  if (typeof node.text === 'string') return node.text;
  const inside = (node.content ?? []).map(collect).join('');
  const said = inside === '' ? attributeText(node) : inside;
  return BLOCKS.has(String(node.type)) ? `${said}\n` : said;
}

function attributeText({ attrs = {} }: Node): string {
  const said = attrs['text'] ?? attrs['shortName'] ?? attrs['url'] ?? '';
  return typeof said === 'string' ? said : '';
}
