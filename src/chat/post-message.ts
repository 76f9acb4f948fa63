import { SlipwayError } from '../errors.ts';
import type { Log } from '../log.ts';
import type { Outcome } from '../outcome.ts';
import type { Redactor } from '../redact.ts';
import { fetchDocument } from '../release/ledger/update-document.ts';
import type { Rendered } from './blocks.ts';
import { chooseFacts, type RunStory, type Template } from './choose-facts.ts';
import { composeMessage } from './compose-message.ts';
import { keepMessage, type KeepServices, type KeptMessage } from './keep-message.ts';
import { markOf } from './mark.ts';
import { recordPlace } from './message-record.ts';
import type { ChatWebhook } from './ports.ts';

export interface PostServices {
  /** An app keeps one message; a webhook can only post. */
  readonly chat:
    | (KeepServices & { readonly kind: 'app' })
    | { readonly kind: 'webhook'; readonly webhook: ChatWebhook };
  /** What the run tells so far. */
  readonly gatherStory: () => Promise<RunStory>;
  readonly log: Log;
  readonly redact: Redactor['redact'];
}

export interface PostInput {
  /** Id, or name with #; undefined with a webhook only. */
  readonly channel: string | undefined;
  readonly subject: string;
  readonly template: Template;
  /** Markdown. */
  readonly text: string | undefined;
  /** Markdown. */
  readonly thread: string | undefined;
  readonly failOnError: boolean;
  readonly dryRun: boolean;
}

/** The outputs of a step that came to nothing. */
export const NO_MESSAGE: Readonly<Record<string, string>> = { messageTs: '', decision: '', decidedBy: '' };

/**
 * Makes the message of a subject show how the run stands: gathers, plans, applies. What goes wrong is a warning unless
 * `failOnError`, for a message is not worth a release; then it throws as `keepMessage` does.
 */
export async function postMessage(services: PostServices, input: PostInput): Promise<Outcome> {
  try {
    const facts = chooseFacts(input.template, input.text, await services.gatherStory());
    const rendered = composeMessage(facts, input, services.redact);
    const plan: Plan = { input, template: facts.kind, rendered };
    if (services.chat.kind === 'webhook') return await postByWebhook(services, services.chat.webhook, plan);
    return input.dryRun ? await describePlan(services, services.chat, plan) : await postByApp(services.chat, plan);
  } catch (error) {
    if (input.failOnError || !(error instanceof SlipwayError)) throw error;
    const { message, code, hint } = error;
    return {
      kind: 'warned',
      summary: `The Slack message of ${input.subject} was not written: ${message} [${code}]${hint === undefined ? '' : ` ${hint}`}`,
      outputs: NO_MESSAGE,
    };
  }
}

interface Plan {
  readonly input: PostInput;
  readonly template: string;
  readonly rendered: Rendered;
}

async function postByApp(services: KeepServices, plan: Plan): Promise<Outcome> {
  const { subject, channel = '' } = plan.input;
  const kept = await keepMessage(services, { subject, channel, rendered: plan.rendered });
  return {
    kind: 'succeeded',
    summary: `${describeKept(kept, plan)}.`,
    outputs: { ...NO_MESSAGE, messageTs: kept.place.ts },
    result: {
      ...resultOf(plan),
      message: kept.kind,
      place: kept.place,
      thread: kept.thread,
    },
  };
}

function describeKept({ kind, thread }: KeptMessage, { input: { subject, channel = '' } }: Plan): string {
  const written = thread.posted + thread.updated;
  const also = written === 0 ? '' : `, with ${written} in its thread`;
  const where = `the message of ${subject} in ${channel}`;
  switch (kind) {
    case 'posted':
      return `Posted ${where}${also}`;
    case 'updated':
      return `Updated ${where}${also}`;
    case 'replied':
      return `Wrote into the thread of ${where}, which can no longer be edited`;
    case 'unchanged':
      return written === 0
        ? `Nothing is new in ${where}: nothing was written`
        : `Wrote ${written} into the thread of ${where}`;
  }
}

/** Reads what would be done, as far as it can be told without writing. */
async function describePlan({ log }: PostServices, services: KeepServices, plan: Plan): Promise<Outcome> {
  const { subject, channel = '' } = plan.input;
  const record = await fetchDocument(services, recordPlace(subject, services.hash));
  const step =
    record?.place === undefined ? 'post' : await planUpdate(services, plan, { ...record, place: record.place });
  log.info(`Dry run: it would ${step} the message of ${subject} in ${channel}: ${plan.rendered.message.text}`);
  return {
    kind: 'succeeded',
    summary: `Dry run: it would ${step} the message of ${subject} in ${channel}; nothing was written.`,
    outputs: NO_MESSAGE,
    result: { ...resultOf(plan), dryRun: true, plan: step, rendered: plan.rendered },
  };
}

async function planUpdate(
  services: KeepServices,
  { rendered }: Plan,
  record: { readonly nonce: string; readonly place: { readonly channel: string; readonly ts: string } },
): Promise<'post anew' | 'leave' | 'update'> {
  const seen = await services.messages.readMark(record.place);
  if (seen === undefined) return 'post anew';
  const mark = markOf(services, record, 'message', rendered.message);
  return 'hash' in seen && seen.hash === mark.hash ? 'leave' : 'update';
}

async function postByWebhook({ log }: PostServices, webhook: ChatWebhook, plan: Plan): Promise<Outcome> {
  const { subject, dryRun } = plan.input;
  const { message, thread } = plan.rendered;
  log.info('The service connection is a webhook: the message is posted anew each time, and is never updated.');
  if (thread.length > 0) {
    log.info(`A webhook has no threads: left out ${thread.map(({ text }) => JSON.stringify(text)).join(', ')}.`);
  }
  if (!dryRun) await webhook.post(message);
  const left = thread.length === 0 ? '' : `, without the ${thread.length} of its thread`;
  return {
    kind: 'succeeded',
    summary: dryRun
      ? `Dry run: it would post the message of ${subject} by the webhook${left}; nothing was written.`
      : `Posted the message of ${subject} by the webhook${left}.`,
    outputs: NO_MESSAGE,
    result: { ...resultOf(plan), ...(dryRun ? { dryRun: true, rendered: plan.rendered } : { message: 'posted' }) },
  };
}

const resultOf = ({ input: { subject, channel }, template }: Plan) => ({
  schema: 1,
  action: 'post',
  subject,
  channel: channel ?? null,
  template,
});
