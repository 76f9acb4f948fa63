import { messageBlock } from './block-checks.ts';
import { isObject, list } from './shape.ts';
import { oneFocus, uniqueIds } from './unique-ids.ts';

const blockList = list(messageBlock, { least: 0, most: 50 });

/**
 * What is wrong with the blocks of a message, in Slack's words (`must be less than 3001 characters
 * [json-pointer:/blocks/0/text/text]`); nothing for blocks that Slack takes.
 */
export function validateBlocks(blocks: unknown, pointer = '/blocks'): readonly string[] {
  const problems: string[] = [];
  blockList(blocks, pointer, problems);
  uniqueIds(blocks, pointer, problems);
  oneFocus(blocks, pointer, problems);
  return problems;
}

/** What a block costs besides its text. */
const PER_BLOCK = 25;
const MOST = 13_250;

/**
 * The size of a message's blocks. Slack says "12,000 characters of text and a buffer for the blocks around them";
 * where exactly it refuses (13,297 in one block, less in many) it does not say.
 */
export function measureBlocks(blocks: readonly unknown[]): number {
  return blocks.reduce<number>((all, block) => all + PER_BLOCK + lengthOf(block), 0);
}

function lengthOf(value: unknown): number {
  if (Array.isArray(value)) return value.reduce<number>((all, part) => all + lengthOf(part), 0);
  if (!isObject(value)) return 0;
  return Object.entries(value).reduce(
    (all, [name, part]) => all + (name === 'text' && typeof part === 'string' ? part.length : lengthOf(part)),
    0,
  );
}

/** Whether Slack answers `msg_blocks_too_long`. */
export const areTooLong = (blocks: readonly unknown[]): boolean => measureBlocks(blocks) > MOST;
