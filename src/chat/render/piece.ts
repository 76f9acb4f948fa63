/** A line of a message: mrkdwn that is whole in itself, so that messages may be parted before and behind it. */
export interface Piece {
  readonly text: string;
  /** A line of a code block; lines that follow each other share one. */
  readonly isCode?: boolean;
}

export const lines = (...texts: readonly string[]): readonly Piece[] => texts.map((text) => ({ text }));
