import { placeOf, renderTitle } from './markdown-notes.ts';
import type { ReleaseFacts } from './release-facts.ts';
import { linkTo } from './link.ts';
import type { SortedChange } from './sort-changes.ts';
import { sortChanges } from './sort-changes.ts';

const HEADINGS = ['Added', 'Changed', 'Removed', 'Fixed', 'Security'] as const;
type Heading = (typeof HEADINGS)[number];

/**
 * The body of a release's section in a changelog: what matters to a reader, under the headings of Keep a Changelog. What
 * moved no version (chores) is left out, unless there is nothing else; what was taken back always is.
 */
export function renderChangelogBody(release: Pick<ReleaseFacts, 'changes' | 'pullRequestUrl'>): string {
  const kept = sortChanges(release.changes).filter(({ section }) => section !== 'undone');
  const notable = kept.filter(({ change }) => change.bump !== 'none');
  const entries = notable.length === 0 ? kept : notable;
  const parts = HEADINGS.map((heading) => {
    const lines = entries.filter((entry) => headingOf(entry) === heading).map((entry) => renderLine(entry, release));
    return lines.length === 0 ? '' : [`### ${heading}`, '', ...lines].join('\n');
  });
  return parts.filter((part) => part !== '').join('\n\n');
}

function headingOf({ section, headline }: SortedChange): Heading {
  if (headline.type === 'security') return 'Security';
  if (headline.type === 'revert' || headline.reverts !== undefined) return 'Removed';
  switch (section) {
    case 'features':
      return 'Added';
    case 'fixes':
      return 'Fixed';
    case 'breaking':
    case 'other':
    case 'undone':
      return 'Changed';
  }
}

function renderLine(entry: SortedChange, release: Pick<ReleaseFacts, 'pullRequestUrl'>): string {
  const { change, section } = entry;
  const tickets = change.tickets.slice(0, 10).map(({ key, url }) => linkTo(key, url));
  const places = [placeOf(change, release), ...tickets].filter((one) => one !== '');
  const breaking = section === 'breaking' ? '**Breaking:** ' : '';
  return `- ${breaking}${renderTitle(entry)}${places.length === 0 ? '' : ` (${places.join(', ')})`}`;
}
