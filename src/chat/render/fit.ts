import type { Block, ChatMessage, Rendered } from '../blocks.ts';
import { MAX_ALL_BLOCKS, MAX_BLOCKS, MAX_FALLBACK, MAX_HEADER, MAX_THREAD } from './limits.ts';
import { escapeLine, mrkdwn, plainText } from './mrkdwn.ts';
import type { Piece } from './piece.ts';
import { packSections } from './split.ts';

/** Something that belongs into the thread. */
export interface Detail {
  /** What it is about, for notifications; outside text. */
  readonly title: string;
  readonly pieces: readonly Piece[];
}

/** A message before it is fitted. What does not fit of `body` goes into the thread, before the details. */
export interface Draft {
  /** One sentence; outside text. */
  readonly text: string;
  /** Short, and always shown. */
  readonly head: readonly Block[];
  /** Each in sections of its own. */
  readonly body: readonly (readonly Piece[])[];
  /** Short, and always shown below the body. */
  readonly tail?: readonly Block[];
  readonly thread: readonly Detail[];
}

export const header = (text: string): Block => ({ type: 'header', text: plainText(text, MAX_HEADER) });

/** A line of small print; undefined when all parts are empty. Each part is mrkdwn, one block holds at most 2,000 units. */
export function contextLine(parts: readonly (string | undefined)[]): readonly Block[] {
  const shown = parts.filter((part) => part !== undefined && part !== '');
  const line = shown.reduce<string>((text, part) => {
    const longer = text === '' ? (part ?? '') : `${text}  ·  ${part ?? ''}`;
    return longer.length > MAX_CONTEXT ? text : longer;
  }, '');
  return line === '' ? [] : [{ type: 'context', elements: [mrkdwn(line)] }];
}

const MAX_CONTEXT = 2_000;

/** More than that belongs into the thread: a channel is for a glance. */
const MAX_BODY = 6_500;

/** The message and its thread, all within Slack's limits. */
export function fitMessage({ text, head, body, tail = [], thread }: Draft): Rendered {
  const sections = body.flatMap((pieces) => packSections(pieces)).map(toSection);
  const room = Math.min(MAX_BODY, MAX_ALL_BLOCKS - sizeOfAll([...head, ...tail, MORE]));
  const count = countFitting(sections, room, MAX_BLOCKS - head.length - tail.length - 1);
  const rest = sections.slice(count);
  const more = rest.length === 0 ? [] : [MORE];
  const blocks = [...head, ...sections.slice(0, count), ...more, ...tail];
  const details = thread.map(({ title, pieces }) => ({ title, sections: packSections(pieces, DETAIL).map(toSection) }));
  const overflow = rest.length === 0 ? [] : [{ title: `Continued: ${text}`, sections: rest }];
  return {
    message: toMessage(text, blocks),
    thread: limitThread([...overflow, ...details].flatMap(toMessages)),
  };
}

/** Three of them fill a message. */
const DETAIL = 2_900;

const MORE: Block = { type: 'context', elements: [mrkdwn('The rest is in the thread.')] };

const toSection = (text: string): Block => ({ type: 'section', text: mrkdwn(text) });

const toMessage = (text: string, blocks: readonly Block[]): ChatMessage => ({
  text: escapeLine(text, MAX_FALLBACK) || 'Slipway',
  blocks,
});

interface Sections {
  readonly title: string;
  readonly sections: readonly Block[];
}

function toMessages({ title, sections }: Sections): readonly ChatMessage[] {
  const messages: ChatMessage[] = [];
  for (let rest = sections; rest.length > 0;) {
    const count = Math.max(1, countFitting(rest, MAX_ALL_BLOCKS - RESERVE, MAX_BLOCKS - 1));
    messages.push(toMessage(messages.length === 0 ? title : `${title} (continued)`, rest.slice(0, count)));
    rest = rest.slice(count);
  }
  return messages;
}

/** Room for the line that says what was left out. */
const RESERVE = 300;

function limitThread(messages: readonly ChatMessage[]): readonly ChatMessage[] {
  const left = messages.length - MAX_THREAD;
  const last = messages[MAX_THREAD - 1];
  if (left <= 0 || last === undefined) return messages;
  const said = `${left} more messages were left out: a thread holds ${MAX_THREAD} of them. All of it is in the run.`;
  const note: Block = { type: 'context', elements: [mrkdwn(said)] };
  return [...messages.slice(0, MAX_THREAD - 1), { ...last, blocks: [...last.blocks, note] }];
}

function countFitting(blocks: readonly Block[], room: number, most: number): number {
  let size = 0;
  const end = blocks.findIndex((block, index) => {
    size += sizeOf(block);
    return size > room || index >= most;
  });
  return end === -1 ? blocks.length : end;
}

const sizeOfAll = (blocks: readonly Block[]): number => blocks.reduce((size, block) => size + sizeOf(block), 2);

/** As JSON, with the comma behind it. What buttons carry is no text and has limits of its own. */
const sizeOf = (block: Block): number =>
  JSON.stringify(block, (key, value: unknown) => (key === 'value' || key === 'url' ? undefined : value)).length + 1;
