/**
 * What Slack takes, in UTF-16 units of the text as it is sent, after escaping. Unless said otherwise from Slack's reference
 * of Block Kit (docs.slack.dev/reference/block-kit).
 */

export const MAX_BLOCKS = 50;
export const MAX_SECTION = 3_000;
export const MAX_HEADER = 150;
export const MAX_BUTTONS = 25;
export const MAX_BUTTON_LABEL = 75;
export const MAX_BUTTON_VALUE = 2_000;
export const MAX_BUTTON_URL = 3_000;
export const MAX_IDENTIFIER = 255;

/**
 * Of all blocks of one message as JSON, without what buttons carry. Slack documents no such limit but refuses with
 * `msg_blocks_too_long`: from 13,200 characters of text (bolt-js#2509), in one case at 11,341 characters of text, 17,694 of
 * JSON (bolt-js#2867), while 9,597 and 15,561 passed. As JSON this is below all of them, however Slack counts.
 */
export const MAX_ALL_BLOCKS = 9_500;

/** Slack advises 4,000 for `text` and truncates at 40,000; one sentence needs less. */
export const MAX_FALLBACK = 1_000;

/** Messages of one thread: a channel takes one a second, and nobody reads more. */
export const MAX_THREAD = 40;
