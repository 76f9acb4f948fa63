import { SlipwayError } from '../errors.ts';
import { describeRefusal, logRefusal } from './click-answer.ts';
import { clickApproval } from './click-approval.ts';
import { clickQuestion } from './click-question.ts';
import { judgeValue, type Refusal, runLinkOf } from './judge-click.ts';
import type { ClickEnd, ClickServices } from './click-services.ts';
import { cutLine, describePerson } from './person.ts';
import type { Click } from './ports.ts';
import { openValue } from './signed-value.ts';

/**
 * Judges a click and executes it, or tells the person privately why not. Every click is answered; a fault of a service is
 * an answer too. Gives whether it decided something.
 */
export async function handleClick(services: ClickServices, click: Click): Promise<ClickEnd> {
  const end = await executeClick(services, click);
  if (end.kind === 'refused') services.log.info(logRefusal(end.refusal, end.who));
  const text = textOf(end);
  if (text !== undefined) await tell(services, click, text);
  return end;
}

type Executed =
  | Exclude<ClickEnd, { kind: 'refused' }>
  | { readonly kind: 'refused'; readonly refusal: Refusal; readonly who: string; readonly link: string | undefined };

function textOf(end: Executed): string | undefined {
  switch (end.kind) {
    case 'refused':
      return describeRefusal(end.refusal, end.link);
    case 'told':
      return end.text;
    case 'decided':
    case 'asked':
      return undefined;
  }
}

async function executeClick(services: ClickServices, click: Click): Promise<Executed> {
  const { seal, home } = services;
  const judged = judgeValue(openValue(seal, click.value), home);
  if (judged.kind === 'refused') {
    const { refusal } = judged;
    // Built of our own address: of a forged value only the number is taken.
    const run = refusal.kind === 'forged' ? refusal.run : undefined;
    return { ...judged, who: click.userId, link: run === undefined ? undefined : linkOf(services, run) };
  }
  const { value } = judged;
  const link = linkOf(services, value.run);
  let who = click.userId;
  try {
    const user = await services.users.readUser(click.userId);
    who = describePerson(user);
    const ours = { click, value, user };
    const there = withLedgerOf(services, value.repo);
    const end = value.approval === undefined ? clickQuestion(there, ours) : clickApproval(there, ours);
    const done = await end;
    return done.kind === 'refused' ? { ...done, who, link } : done;
  } catch (error) {
    // Nothing can be told any more.
    if (services.isCancelled()) throw error;
    return { kind: 'refused', refusal: { kind: 'cannotAct', why: whyOf(error, services) }, who, link };
  }
}

/** Jobs of one project share an app, whatever repository they are of. */
const withLedgerOf = (services: ClickServices, repository: string): ClickServices =>
  repository === services.home.repository ? services : { ...services, ledger: services.openLedger(repository) };

const linkOf = ({ home }: ClickServices, run: number): string =>
  runLinkOf({ org: home.organisation, project: home.project, run });

/** What went wrong with one click must not end the job that listens. */
function whyOf(error: unknown, { log }: ClickServices): string {
  if (error instanceof SlipwayError) return cutLine(error.message, 300).replace(/\.$/, '');
  log.warn(`A click could not be handled: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
  return 'of a fault of its own, which is in its log';
}

/** Best effort: Slack may have no place for it any more. */
export async function tell(
  { messages, log }: Pick<ClickServices, 'messages' | 'log'>,
  { channel, userId }: Click,
  text: string,
): Promise<void> {
  try {
    await messages.whisper({ channel }, userId, text);
  } catch (error) {
    if (!(error instanceof SlipwayError)) throw error;
    log.info(`The person who clicked could not be told: ${error.message}`);
  }
}
