/** A node of the Atlassian Document Format, as we write it. */
export interface AdfNode {
  readonly type: string;
  readonly attrs?: Readonly<Record<string, string | number | boolean>>;
  readonly content?: readonly AdfNode[];
  readonly text?: string;
  readonly marks?: readonly AdfMark[];
}

export interface AdfMark {
  readonly type: string;
  readonly attrs?: Readonly<Record<string, string>>;
}

export interface AdfDocument {
  readonly type: 'doc';
  readonly version: 1;
  readonly content: readonly AdfNode[];
}

export const paragraph = (content: readonly AdfNode[]): AdfNode => ({ type: 'paragraph', content });

/** Undefined for no text: the format has no empty text. */
export function textNode(text: string, marks: readonly AdfMark[] = []): AdfNode | undefined {
  if (text === '') return undefined;
  return { type: 'text', text, ...(marks.length === 0 ? {} : { marks }) };
}
