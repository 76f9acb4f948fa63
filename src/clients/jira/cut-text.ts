/** At most `limit` UTF-16 units, with an ellipsis if it was cut; never in the middle of a character. */
export const cutText = (text: string, limit: number): string =>
  text.length <= limit ? text : `${text.slice(0, limit - 1).replace(/[\uD800-\uDBFF]$/, '')}…`;
