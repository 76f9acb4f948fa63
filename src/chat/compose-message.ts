import { type Redactor, redactDeep } from '../redact.ts';
import type { Block, Rendered } from './blocks.ts';
import type { MessageFacts } from './render/facts.ts';
import { MAX_BLOCKS } from './render/limits.ts';
import { convertMarkdown } from './render/markdown-lines.ts';
import { mrkdwn } from './render/mrkdwn.ts';
import { renderMessage } from './render/render-message.ts';
import { threadText } from './render/render-text.ts';

export interface Additions {
  /** Markdown: its first line heads the message, the whole goes into the thread if there is more. */
  readonly text: string | undefined;
  /** Markdown for the thread. */
  readonly thread: string | undefined;
}

/** As much as is read at a glance; the rest is in the thread. */
const LONGEST_LEAD = 600;

/** The message of the facts with what the pipeline's author adds. Secrets are masked first: escaping could hide them. */
export function composeMessage(facts: MessageFacts, additions: Additions, redact: Redactor['redact']): Rendered {
  // The shape is kept: only strings change.
  const { message, thread } = renderMessage(redactDeep(facts, redact) as MessageFacts);
  const text = facts.kind === 'text' ? '' : redact(additions.text ?? '').trim();
  const [lead, ...others] = text === '' ? [] : convertMarkdown(text);
  const fits = lead !== undefined && lead.text.length <= LONGEST_LEAD && message.blocks.length < MAX_BLOCKS;
  const isWhole = fits && others.length === 0;
  return {
    message: fits ? { ...message, blocks: withLead(message.blocks, lead.text) } : message,
    thread: [
      ...(text === '' || isWhole ? [] : threadText(text)),
      ...thread,
      ...(additions.thread === undefined ? [] : threadText(redact(additions.thread))),
    ],
  };
}

/** Below the headline. */
function withLead(blocks: readonly Block[], text: string): readonly Block[] {
  const at = blocks[0]?.type === 'header' ? 1 : 0;
  return [...blocks.slice(0, at), { type: 'section', text: mrkdwn(text) }, ...blocks.slice(at)];
}
