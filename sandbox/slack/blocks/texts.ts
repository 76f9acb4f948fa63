import { boolean, byType, object, oneOf, text, url, type Check } from './shape.ts';

const plain = (most: number, least: number): Check =>
  object({ type: oneOf('plain_text'), text: text(most, least) }, { emoji: boolean });

const mrkdwn = (most: number, least: number): Check =>
  object({ type: oneOf('mrkdwn'), text: text(most, least) }, { verbatim: boolean });

/** A text object of plain text. */
export const plainText = (most = 3000, least = 1): Check => byType({ plain_text: plain(most, least) });

/** A text object of either kind. */
export const anyText = (most = 3000, least = 1): Check =>
  byType({ plain_text: plain(most, least), mrkdwn: mrkdwn(most, least) });

/** `action_id`, `block_id` and the like. */
export const identifier = text(255);

export const style = oneOf('primary', 'danger');

export const confirm: Check = object(
  { text: anyText(300) },
  { title: plainText(100), confirm: plainText(30), deny: plainText(30), style },
);

const described = { description: anyText(75), url: url(3000) };

/** An option of a menu; of radio buttons and checkboxes its text may be mrkdwn. */
export const option = (label: (most: number) => Check): Check =>
  object({ text: label(75), value: text(150) }, described);

export const placeholder = plainText(150);
