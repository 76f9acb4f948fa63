import { isObject } from '../blocks/shape.ts';
import { areTooLong, validateBlocks } from '../blocks/validate-blocks.ts';
import type { JsonObject } from '../documents.ts';
import { refuse, type SlackError } from '../errors.ts';
import { parseJson } from '../rest/read-arguments.ts';

/** What a message says, checked. Absent parts are undefined. */
export interface Content {
  readonly text: string | undefined;
  readonly blocks: readonly JsonObject[] | undefined;
  readonly attachments: readonly JsonObject[] | undefined;
}

const MOST_TEXT = 40_000;
const MOST_ATTACHMENTS = 100;
const MOST_MARKDOWN = 12_000;

/** The content of a message; throws as Slack does for what it refuses. */
export function readContent(args: Readonly<Record<string, unknown>>): Content {
  const markdown = args['markdown_text'];
  if (typeof markdown === 'string') return readMarkdown(args, markdown);
  const text = args['text'];
  if (text !== undefined && typeof text !== 'string') throw refuse('invalid_arguments');
  if (text !== undefined && text.length > MOST_TEXT) throw refuse('msg_too_long');
  return { text, blocks: readBlocks(args['blocks']), attachments: readAttachments(args['attachments']) };
}

function readMarkdown(args: Readonly<Record<string, unknown>>, markdown: string): Content {
  if (args['text'] !== undefined || args['blocks'] !== undefined) throw refuse('markdown_text_conflict');
  if (markdown.length > MOST_MARKDOWN) throw refuse('msg_too_long');
  return { text: markdown, blocks: [{ type: 'markdown', text: markdown }], attachments: undefined };
}

/** Blocks as a list, or as the JSON of one. */
function readBlocks(given: unknown): readonly JsonObject[] | undefined {
  if (given === undefined || given === '') return undefined;
  const value = typeof given === 'string' ? parseJson(given) : given;
  if (!Array.isArray(value) || !value.every(isObject)) throw refuse('invalid_blocks_format');
  const problems = validateBlocks(value);
  if (problems.length > 0) throw refuse('invalid_blocks', { problems });
  if (areTooLong(value)) throw refuse('msg_blocks_too_long');
  return value;
}

function readAttachments(given: unknown): readonly JsonObject[] | undefined {
  if (given === undefined || given === '') return undefined;
  const value = typeof given === 'string' ? parseJson(given) : given;
  if (!Array.isArray(value) || !value.every(isObject)) throw refuse('invalid_attachments');
  if (value.length > MOST_ATTACHMENTS) throw refuse('too_many_attachments');
  const blocks = value.flatMap((attachment) => attachment['blocks'] ?? []);
  const problems = validateBlocks(blocks, '/attachments/blocks');
  if (problems.length > 0) throw refuse('invalid_blocks', { problems });
  return value;
}

/** Whether there is anything to read. */
export const isEmpty = ({ text = '', blocks = [], attachments = [] }: Content): boolean =>
  text.trim() === '' && blocks.length === 0 && attachments.length === 0;

export const noText = (): SlackError => refuse('no_text');
