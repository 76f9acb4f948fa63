/** Names from outside may be very long. */
const LONGEST_NAME = 120;

export const cutName = (text: string): string =>
  text.length > LONGEST_NAME ? `${text.slice(0, LONGEST_NAME)}…` : text;
