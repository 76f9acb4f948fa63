import type { DiffLine, FileDiff } from './change.ts';
import type { Finding, ReportedFinding, UnplacedFinding } from './finding.ts';
import { isAtLeast } from './finding.ts';
import { normaliseCode } from './normalise-code.ts';
import { isWholeQuote, numberOf, placeFinding } from './place-finding.ts';
import type { Hash } from './ports.ts';
import { planReplacement } from './suggestion.ts';

/**
 * Places every reported finding and gives the placed ones their fingerprint: path, code and category. Rewording and
 * moved lines keep it, so that a re-review knows its own threads. Equal findings become one; the same code twice in a
 * file is told apart by its order.
 */
export function nameFindings(
  reported: readonly ReportedFinding[],
  diffs: ReadonlyMap<string, FileDiff>,
  hash: Hash,
): { findings: Finding[]; unplaced: UnplacedFinding[] } {
  const unplaced: UnplacedFinding[] = [];
  const byPlace = new Map<string, Omit<Finding, 'fingerprint'>>();
  for (const finding of reported) {
    const placed = placeFinding(finding, diffs);
    if (placed.kind === 'unplaced') {
      unplaced.push({ reported: finding, reason: placed.reason });
      continue;
    }
    const { diff, side, lines } = placed.place;
    const [first, last] = [lines[0], lines.at(-1)];
    if (!first || !last) continue;
    const wanted = isWholeQuote(finding.quote, lines) ? finding.replacement : null;
    const replacement = planReplacement(wanted, side, lines);
    const startLine = numberOf(first, side) ?? 0;
    const key = [diff.file.path, side, startLine, numberOf(last, side), finding.category, finding.title].join('\0');
    const twin = byPlace.get(key);
    if (twin && isAtLeast(twin.severity, finding.severity)) continue;
    byPlace.set(key, {
      path: diff.file.path,
      side,
      startLine,
      endLine: numberOf(last, side) ?? 0,
      code: lines.map(({ text }) => text),
      endOffset: lengthOf(last) + 1,
      crlf: last.crlf,
      severity: finding.severity,
      category: finding.category,
      title: finding.title.trim(),
      explanation: finding.explanation.trim(),
      ...(replacement ? { replacement } : {}),
    });
  }
  return { findings: fingerprint([...byPlace.values()], hash), unplaced };
}

/** As Azure DevOps counts: UTF-16 code units, a byte order mark apart. */
const lengthOf = ({ text, fullLength }: DiffLine): number =>
  (fullLength ?? text.length) - (text.startsWith('\uFEFF') ? 1 : 0);

function fingerprint(findings: readonly Omit<Finding, 'fingerprint'>[], hash: Hash): Finding[] {
  const seen = new Map<string, number>();
  return [...findings]
    .sort((a, b) => a.startLine - b.startLine)
    .map((finding) => {
      const code = finding.code.map(normaliseCode).join('\n');
      const base = hash([finding.path, finding.side, code, finding.category].join('\0')).slice(0, 20);
      const order = (seen.get(base) ?? 0) + 1;
      seen.set(base, order);
      return { fingerprint: order === 1 ? base : `${base}-${order}`, ...finding };
    });
}
