import type { LedgerTicket } from '../ledger/ledger-documents.ts';
import { fitLines, lineOf, wellFormed } from './cut-text.ts';
import { escaped, linkTo } from './link.ts';
import { count } from './release-facts.ts';
import { joinParts, shortLines } from './split-text.ts';

export interface PullRequestFacts {
  readonly component: string;
  readonly version: string;
  readonly previousVersion: string | null;
  /** Where the version comes from, as `planVersion` says. */
  readonly because?: string | undefined;
  /** Markdown. */
  readonly notes: string;
  readonly tickets: readonly LedgerTicket[];
  readonly ready: boolean;
  readonly notReady: readonly string[];
  /** The run that wrote it last. */
  readonly runUrl: string;
}

export interface PullRequestText {
  readonly title: string;
  /** At most 4,000 UTF-16 units. */
  readonly description: string;
  /** What did not fit, for a thread: comments of at most 100,000 UTF-16 units; empty when all fitted. */
  readonly overflow: readonly string[];
}

/** What Azure Repos takes, in UTF-16 units. */
export const MAX_DESCRIPTION = 4_000;
const MAX_TITLE = 400;
/** A comment holds 150,000. */
const MAX_COMMENT = 100_000;
const MAX_LINE = 3_000;
const CUT = '_The rest is in a thread of this pull request._';

/**
 * Title and description of a release pull request. The description is cut at the end of a line and says so; the lines
 * that it leaves out are the overflow, so that nothing is lost. It holds no HTML comment, which the service would strip.
 */
export function renderPullRequestText(facts: PullRequestFacts): PullRequestText {
  const title = lineOf(`Release ${facts.component} ${facts.version}`, MAX_TITLE);
  const text = [renderHead(facts), renderReadiness(facts), renderTickets(facts.tickets), facts.notes, renderFoot(facts)]
    .map((part) => part.trim())
    .filter((part) => part !== '')
    .join('\n\n');
  const lines = shortLines(settled(text), MAX_LINE);
  const whole = fitLines(lines, MAX_DESCRIPTION, ({ length }) => length);
  if (whole.left.length === 0) return { title, description: lines.join('\n'), overflow: [] };
  const { kept, left } = fitLines(lines, MAX_DESCRIPTION - CUT.length - 2, ({ length }) => length);
  return { title, description: `${kept.join('\n').trimEnd()}\n\n${CUT}`, overflow: joinParts(left, MAX_COMMENT) };
}

/** As the service gives it back, so that it can be compared: without comments, half characters and space at line ends. */
export const settled = (text: string): string =>
  wellFormed(text)
    .replace(/\r\n?/g, '\n')
    .replaceAll('<!--', '&lt;!--')
    .split('\n')
    .map((line) => line.trimEnd())
    .join('\n')
    .trim();

function renderHead({ component, version, previousVersion, because }: PullRequestFacts): string {
  const after = previousVersion === null ? 'the first release' : `after ${escaped(previousVersion, 80)}`;
  const why = because === undefined ? '' : ` (${escaped(because, 200)})`;
  return `**${escaped(component, 120)} ${escaped(version, 80)}**, ${after}${why}.`;
}

function renderReadiness({ ready, notReady }: PullRequestFacts): string {
  if (ready) return 'Ready: merge it to release.';
  const reasons = notReady.slice(0, 20).map((reason) => `- ${escaped(reason, 200)}`);
  const more = notReady.length > 20 ? [`- and ${notReady.length - 20} more`] : [];
  return ['**Not ready:**', '', ...reasons, ...more].join('\n');
}

/** Their states are those of the last run. */
function renderTickets(tickets: readonly LedgerTicket[]): string {
  if (tickets.length === 0) return '';
  const lines = tickets.map(({ key, url, title, status }) => {
    const state = status === null ? '' : ` (${escaped(status, 60)})`;
    return `- ${linkTo(key, url)}${title === null ? '' : ` ${escaped(title, 160)}`}${state}`;
  });
  return [`**${count(tickets.length, 'ticket')}:**`, '', ...lines].join('\n');
}

const FOOT = 'Written by ';
const renderFoot = ({ runUrl }: PullRequestFacts): string => `${FOOT}${linkTo('this run', runUrl)}.`;

/** True for the line that tells which run wrote the text. */
export const isFoot = (line: string): boolean => line.startsWith(FOOT);
