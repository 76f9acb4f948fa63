/** The blocks of Slack's Block Kit that messages are built of; text is mrkdwn unless it says plain. */

export interface PlainText {
  readonly type: 'plain_text';
  readonly text: string;
  readonly emoji?: boolean;
}

export interface Mrkdwn {
  readonly type: 'mrkdwn';
  readonly text: string;
  /** True: what looks like a link or a name of a channel or user stays text. */
  readonly verbatim?: boolean;
}

export interface Button {
  readonly type: 'button';
  readonly text: PlainText;
  /** Unique in its message. */
  readonly action_id: string;
  readonly value?: string;
  readonly url?: string;
  readonly style?: 'primary' | 'danger';
  readonly accessibility_label?: string;
}

export type Block =
  | { readonly type: 'header'; readonly text: PlainText }
  | { readonly type: 'section'; readonly text: Mrkdwn; readonly block_id?: string }
  | { readonly type: 'section'; readonly fields: readonly Mrkdwn[] }
  | { readonly type: 'context'; readonly elements: readonly Mrkdwn[] }
  | { readonly type: 'actions'; readonly block_id?: string; readonly elements: readonly Button[] }
  | { readonly type: 'divider' };

/** One message within Slack's limits. */
export interface ChatMessage {
  /** What notifications and screen readers say. */
  readonly text: string;
  readonly blocks: readonly Block[];
}

/** A message and what belongs into its thread, in order. */
export interface Rendered {
  readonly message: ChatMessage;
  readonly thread: readonly ChatMessage[];
}
