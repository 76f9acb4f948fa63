import type { Block, Button, Rendered } from '../blocks.ts';
import type { CardButton, CardEnd, CardFacts } from './card.ts';
import { shortLine } from './clean-text.ts';
import { describeEnd, renderEnd } from './describe-end.ts';
import { contextLine, fitMessage, header } from './fit.ts';
import {
  MAX_BUTTON_LABEL,
  MAX_BUTTON_URL,
  MAX_BUTTON_VALUE,
  MAX_BUTTONS,
  MAX_HEADER,
  MAX_IDENTIFIER,
} from './limits.ts';
import { convertMarkdown } from './markdown-lines.ts';
import { describeMoment, renderMoment } from './moment.ts';
import { escapeEntities, escapeLine, findAddress, mrkdwn, plainText } from './mrkdwn.ts';
import { runLink } from './people-and-places.ts';

const LONGEST_QUESTION = 900;
const MOST_DECIDERS = 10;

/** A question that can still be answered. Throws when a button's value or the number of buttons is beyond Slack's limits. */
export function renderCard(card: CardFacts): Rendered {
  const { question, deadline, run } = card;
  const until = deadline === undefined ? '' : ` Answer until ${describeMoment(deadline)}.`;
  return fitMessage({
    text: `${card.heading === undefined ? '' : `${shortLine(card.heading, 150)}: `}${shortLine(question, 600)}${until}`,
    head: headOf(card),
    body: [convertMarkdown(card.details ?? '')],
    tail: [
      ...renderButtons(card.buttons),
      ...contextLine([
        deadline === undefined ? undefined : `Answer until ${renderMoment(deadline)}`,
        describeDeciders(card.deciders),
        runLink(run),
        ...(card.facts ?? []).slice(0, 5).map((fact) => escapeLine(fact, 150)),
      ]),
    ],
    thread: [],
  });
}

/** The same card when nothing is left to answer: how it ended, and no buttons. */
export function renderEndedCard(card: CardFacts, end: CardEnd): Rendered {
  return fitMessage({
    text: `${describeEnd(end)}: ${shortLine(card.question, 600)}`,
    head: [...headOf(card), { type: 'section', text: mrkdwn(renderEnd(end).join('\n')) }],
    body: [convertMarkdown(card.details ?? '')],
    tail: contextLine([runLink(card.run), ...(card.facts ?? []).slice(0, 5).map((fact) => escapeLine(fact, 150))]),
    thread: [],
  });
}

function headOf({ heading, question }: CardFacts): readonly Block[] {
  const asked = shortLine(question, LONGEST_QUESTION);
  if (heading === undefined && asked !== '' && escapeEntities(asked).length <= MAX_HEADER) return [header(asked)];
  const title = header(shortLine(heading ?? '', MAX_HEADER) || 'A question');
  return asked === '' ? [title] : [title, { type: 'section', text: mrkdwn(escapeLine(asked, LONGEST_QUESTION)) }];
}

function describeDeciders(deciders: readonly string[] = []): string | undefined {
  if (deciders.length === 0) return undefined;
  const shown = deciders.slice(0, MOST_DECIDERS).map((one) => escapeLine(one, 80));
  const more = deciders.length - shown.length;
  return `May answer: ${shown.join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
}

function renderButtons(buttons: readonly CardButton[]): readonly Block[] {
  if (buttons.length > MAX_BUTTONS)
    throw new Error(`A card has ${buttons.length} buttons; Slack takes ${MAX_BUTTONS}.`);
  const elements = buttons.flatMap(renderButton);
  return elements.length === 0 ? [] : [{ type: 'actions', elements }];
}

/** The label is for people and may be cut; the value is what counts, and is whole or refused. */
function renderButton({ actionId, label, value, url, style }: CardButton): readonly Button[] {
  if ((value?.length ?? 0) > MAX_BUTTON_VALUE || actionId.length > MAX_IDENTIFIER) {
    throw new Error(`The button ${shortLine(label, 75)} carries more than Slack takes.`);
  }
  const address = url === undefined ? undefined : findAddress(url, MAX_BUTTON_URL);
  if (value === undefined && address === undefined) return [];
  const text = plainText(label, MAX_BUTTON_LABEL);
  return [
    {
      type: 'button',
      text: text.text === '' ? { ...text, text: '(no label)' } : text,
      action_id: actionId,
      ...(value === undefined ? {} : { value }),
      ...(address === undefined ? {} : { url: address }),
      ...(style === undefined ? {} : { style }),
    },
  ];
}
