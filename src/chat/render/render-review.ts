import { SEVERITIES } from '../../review/finding.ts';
import type { Rendered } from '../blocks.ts';
import { shortLine } from './clean-text.ts';
import type { FindingFacts, ReviewFacts } from './facts.ts';
import { contextLine, fitMessage, header } from './fit.ts';
import { codeSpan, escapeLine, link } from './mrkdwn.ts';
import { count, pullRequestLink, runLink } from './people-and-places.ts';
import { lines, type Piece } from './piece.ts';
import { ticketKeys } from './ticket-lines.ts';

const TOP = 5;

const VERDICTS: Readonly<Record<ReviewFacts['verdict'], string>> = {
  approve: 'Review passed',
  requestChanges: 'Changes requested',
  incomplete: 'Review incomplete',
};

/** The verdict and what weighs most; every finding with its explanation in the thread. */
export function renderReview(facts: ReviewFacts): Rendered {
  const { pullRequest, verdict, findings = [], run, tickets } = facts;
  const title = shortLine(pullRequest.title ?? '', 300);
  const counts = describeCounts(facts);
  const named = verdict === 'approve' ? [] : findings.slice(0, TOP);
  const about = `pull request ${pullRequest.id}${title === '' ? '' : ` “${title}”`}`;
  return fitMessage({
    text: `${VERDICTS[verdict]} on ${about}: ${counts}.`,
    head: [
      header(`${VERDICTS[verdict]}: ${title === '' ? about : title}`),
      ...contextLine([pullRequestLink(pullRequest), ticketKeys(tickets), runLink(run)]),
    ],
    body: [
      lines(
        ...(verdict === 'incomplete' ? [incomplete(facts)] : []),
        [`*${counts}*`, ...describeEffort(facts)].join('  ·  '),
      ),
      named.map((finding) => ({ text: `• ${findingLine(finding)}` })),
    ],
    tail: contextLine([whatMore(findings.length, named.length)]),
    thread: findings.length === 0 ? [] : [{ title: `Findings in ${about}`, pieces: findings.flatMap(findingPieces) }],
  });
}

const incomplete = ({ reason }: ReviewFacts): string =>
  `Not everything was looked at, so this is no approval${reason === undefined ? '.' : `: ${escapeLine(reason, 500)}`}`;

function describeCounts({ counts, findings = [] }: ReviewFacts): string {
  const known =
    counts ?? Object.fromEntries(SEVERITIES.map((one) => [one, findings.filter((f) => f.severity === one).length]));
  const shown = SEVERITIES.flatMap((severity) => {
    const number = known[severity] ?? 0;
    return number > 0 ? [`${number} ${severity}`] : [];
  });
  return shown.length === 0 ? 'no findings' : shown.join(', ');
}

function describeEffort({ coveragePercent, costUsd }: ReviewFacts): readonly string[] {
  return [
    ...(coveragePercent === undefined ? [] : [`${Math.floor(coveragePercent)} % looked at`]),
    ...(costUsd === undefined ? [] : [`cost $${costUsd.toFixed(2)}`]),
  ];
}

function whatMore(all: number, named: number): string | undefined {
  if (all === 0) return undefined;
  return all > named ? `All ${count(all, 'finding')} are in the thread.` : 'The explanations are in the thread.';
}

const findingLine = ({ severity, title, path, line, url }: FindingFacts): string => {
  const place = codeSpan(line === undefined ? path : `${path}:${line}`, 200);
  return `*${severity}*  ${link(url, title, 250)}  ${place}`.trimEnd();
};

const findingPieces = (finding: FindingFacts): readonly Piece[] => {
  const explanation = escapeLine(finding.explanation ?? '', 1_000);
  return lines(`• ${findingLine(finding)}`, ...(explanation === '' ? [] : [`    ${explanation}`]));
};
