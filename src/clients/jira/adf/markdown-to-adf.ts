import { markdownTokens } from '../markdown-tokens.ts';
import { paragraph, textNode, type AdfDocument, type AdfNode } from './adf.ts';
import { blocksToAdf } from './blocks-to-adf.ts';

/** The longest document that Jira takes, in characters of its JSON text. */
const MAX_CHARACTERS = 32_767;
/** A block cut to less than this is left out. */
const WORTH_CUTTING = 200;

/**
 * Markdown as a document that the official schema allows. Links lead to http, https and mailto only, HTML is text, a
 * mention is never made. What is too long loses blocks at its end and says so.
 */
export function markdownToAdf(markdown: string): AdfDocument {
  const blocks = blocksToAdf(markdownTokens(markdown));
  const whole = documentOf(blocks);
  return sizeOf(whole) <= MAX_CHARACTERS ? whole : documentOf(cut(blocks));
}

const documentOf = (content: readonly AdfNode[]): AdfDocument => ({
  type: 'doc',
  version: 1,
  content: content.length === 0 ? [paragraph([])] : content,
});

const sizeOf = (value: unknown): number => JSON.stringify(value).length;

const NOTE: AdfNode = paragraph(
  [textNode('The text is cut here: it is longer than a ticket takes.', [{ type: 'em' }])].filter(
    (node) => node !== undefined,
  ),
);

function cut(blocks: readonly AdfNode[]): readonly AdfNode[] {
  let room = MAX_CHARACTERS - sizeOf(documentOf([NOTE]));
  const kept: AdfNode[] = [];
  for (const block of blocks) {
    const size = sizeOf(block) + 1;
    if (size > room) {
      const part = cutBlock(block, room - 1);
      return [...kept, ...(part === undefined ? [] : [part]), NOTE];
    }
    kept.push(block);
    room -= size;
  }
  return kept;
}

/** The beginning of a block's text, as code if it was code. */
function cutBlock(block: AdfNode, room: number): AdfNode | undefined {
  const rebuild = (text: string): AdfNode => {
    const content = [textNode(text)].filter((node) => node !== undefined);
    return block.type === 'codeBlock' ? { ...block, content } : paragraph(content);
  };
  const characters = Array.from(plainText(block).slice(0, MAX_CHARACTERS));
  let [fits, tooMany] = [0, characters.length + 1];
  while (tooMany - fits > 1) {
    const middle = Math.floor((fits + tooMany) / 2);
    if (sizeOf(rebuild(characters.slice(0, middle).join(''))) <= room) fits = middle;
    else tooMany = middle;
  }
  return fits < WORTH_CUTTING ? undefined : rebuild(characters.slice(0, fits).join(''));
}

/** Everything that a reader sees of a node, blocks separated by a space. */
export function plainText({ text, content, type }: AdfNode): string {
  if (type === 'hardBreak') return '\n';
  if (text !== undefined) return text;
  const isInline = content?.every((node) => node.text !== undefined || node.type === 'hardBreak') ?? true;
  return (content ?? []).map(plainText).join(isInline ? '' : ' ');
}
