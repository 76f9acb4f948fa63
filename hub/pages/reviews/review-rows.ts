import { CATEGORIES, isAtLeast, SEVERITIES, type Severity } from '../../../src/review/finding.ts';
import type { ReviewDocument, ReviewedFinding } from '../../../src/review/review-document.ts';
import type { PullRequestFacts, Review } from '../../data/reviews.ts';
import type { Told } from '../../parts/tone.ts';

export interface ReviewRow extends Review {
  readonly key: string;
  readonly title: string;
  readonly author: string;
  /** What a search looks through. */
  readonly said: string;
}

/** What is called how, by repository and number. */
export type Titles = ReadonlyMap<string, ReadonlyMap<number, PullRequestFacts>>;

export const rowsOf = (reviews: readonly Review[], titles: Titles): readonly ReviewRow[] =>
  reviews.map((review) => {
    const { repository, pullRequest } = review;
    const { title = '', author = '' } = titles.get(repository.id)?.get(pullRequest) ?? {};
    const said = `${title} ${author} ${repository.name} ${pullRequest} !${pullRequest}`.toLowerCase();
    return { ...review, key: `${repository.id}/${pullRequest}`, title, author, said };
  });

/** Names of filters in the address. */
export type ReviewFilters = Readonly<
  Partial<Record<'repository' | 'verdict' | 'severity' | 'category' | 'since' | 'text', string>>
>;

/** The rows that every filter lets through. Severity means this one or worse. */
export function filterRows(rows: readonly ReviewRow[], filters: ReviewFilters): readonly ReviewRow[] {
  const { repository = '', verdict = '', since = '', text = '' } = filters;
  const severity = SEVERITIES.find((one) => one === filters.severity);
  const category = CATEGORIES.find((one) => one === filters.category);
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  return rows.filter((row) => {
    const { document } = row;
    if (repository !== '' && row.repository.id !== repository) return false;
    if (verdict !== '' && document.verdict !== verdict) return false;
    if (since !== '' && document.reviewedAt.slice(0, 10) < since) return false;
    if ((severity || category) && !document.findings.some((finding) => matches(finding, severity, category)))
      return false;
    return words.every((word) => row.said.includes(word));
  });
}

const matches = (finding: ReviewedFinding, severity: Severity | undefined, category: string | undefined): boolean =>
  (severity === undefined || isAtLeast(finding.severity, severity)) &&
  (category === undefined || finding.category === category);

export function tellVerdict(verdict: ReviewDocument['verdict']): Told {
  switch (verdict) {
    case 'approve':
      return { tone: 'good', words: 'Approved' };
    case 'requestChanges':
      return { tone: 'bad', words: 'Changes requested' };
    case 'incomplete':
      return { tone: 'warning', words: 'Incomplete' };
  }
}

/** `2 major, 1 info`; the worst first. */
export function countFindings(findings: readonly Pick<ReviewedFinding, 'severity'>[]): string {
  const counts = SEVERITIES.map((severity) => ({
    severity,
    count: findings.filter((finding) => finding.severity === severity).length,
  })).filter(({ count }) => count > 0);
  return counts.length === 0 ? 'none' : counts.map(({ severity, count }) => `${count} ${severity}`).join(', ');
}

export interface ReviewTotals {
  readonly reviews: number;
  readonly findings: number;
  readonly bySeverity: Readonly<Record<Severity, number>>;
  readonly byCategory: ReadonlyMap<string, number>;
  /** In US dollars, of those whose cost is known. */
  readonly costUsd: number;
  readonly withoutCost: number;
}

export function totalsOf(rows: readonly Pick<ReviewRow, 'document'>[]): ReviewTotals {
  const findings = rows.flatMap(({ document }) => document.findings);
  const byCategory = new Map<string, number>();
  for (const { category } of findings) byCategory.set(category, (byCategory.get(category) ?? 0) + 1);
  const count = (severity: Severity) => findings.filter((finding) => finding.severity === severity).length;
  return {
    reviews: rows.length,
    findings: findings.length,
    bySeverity: { critical: count('critical'), major: count('major'), minor: count('minor'), info: count('info') },
    byCategory: new Map([...byCategory].sort(([, one], [, other]) => other - one)),
    costUsd: rows.reduce((sum, { document }) => sum + (document.costUsd ?? 0), 0),
    withoutCost: rows.filter(({ document }) => document.costUsd === null).length,
  };
}

/** A review often costs cents: small sums keep four digits. */
export const inDollars = (usd: number): string => (usd !== 0 && usd < 1 ? `$${usd.toFixed(4)}` : `$${usd.toFixed(2)}`);
