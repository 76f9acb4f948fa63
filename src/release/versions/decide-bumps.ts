import type { MergedChange } from '../changes/change.ts';
import type { Bump } from '../ledger/ledger-documents.ts';
import type { Reason } from './bump.ts';
import { because, highest } from './bump.ts';
import type { Remains } from './cancel-reverts.ts';
import { cancelReverts, untouched } from './cancel-reverts.ts';
import { watchReverts } from './find-reverted.ts';
import type { Headline } from './parse-message.ts';
import { isPureRevert } from './parse-message.ts';
import type { Statement, Told } from './statements.ts';
import { findStatements, isRevert, shortId } from './statements.ts';
import { bumpOfTickets } from './ticket-bump.ts';

export const STRATEGIES = ['patch', 'conventional', 'ticket'] as const;
/** How the changes of a release decide its version. */
export type Strategy = (typeof STRATEGIES)[number];

export interface DecidedBump extends Reason {
  /** Of the change. */
  readonly commit: string;
  /** The later change that took this one back. */
  readonly revertedBy?: string;
}

/**
 * Decides for each change, the oldest first, how far it moves the version and says why. Gives one answer a change, in
 * the same order. `patch`: each by a patch. `conventional`: by the types of its messages, the highest of all that it
 * contains. `ticket`: by types and labels of its tickets. But with `patch`, a change and its revert among the same
 * changes count for nothing, and a revert of what an earlier release has is a patch.
 */
export function decideBumps(changes: readonly MergedChange[], strategy: Strategy): readonly DecidedBump[] {
  const concerned: Told[] = [];
  const isConcerned = watchReverts();
  const decide = (remains: Remains): DecidedBump => {
    const { told, revertedBy } = remains;
    const { bump, because } = bumpOf(remains, strategy, changes[told.index]);
    return { commit: told.id, bump, because, ...(revertedBy === undefined ? {} : { revertedBy: revertedBy.id }) };
  };
  const alone = changes.toReversed().map((change, at) => {
    const told = findStatements(change, changes.length - 1 - at);
    if (!isConcerned(told)) return decide(untouched(told));
    concerned.push(told);
    return undefined;
  });
  const together = new Map(cancelReverts(concerned.toReversed()).map((remains) => [remains.told.index, remains]));
  return alone.toReversed().flatMap((decided, index) => {
    const remains = together.get(index);
    return decided ?? (remains === undefined ? [] : decide(remains));
  });
}

function bumpOf(remains: Remains, strategy: Strategy, change: MergedChange | undefined): Reason {
  const { revertedBy } = remains;
  if (strategy === 'patch') return because('patch', [placeOf(remains), ...undoneBy(remains)].join(', '));
  if (revertedBy !== undefined) return because('none', `${REVERTED_BY} ${placeOf({ told: revertedBy })}`);
  switch (strategy) {
    case 'conventional':
      return bumpOfMessages(remains);
    case 'ticket':
      return isRevert(remains.told) && allBut(remains).length === 0
        ? bumpOfRevert(remains)
        : bumpOfTickets(change?.tickets ?? []);
  }
}

const REVERTED_BY = 'reverted by';
/** An empty id is that of a change that was imported. */
const UNDONE =
  /^(?:none: |patch: (?:pull request \d+|[0-9a-f]{0,7}), )(?:reverted by |reverts (?:[0-9a-f, ]|and \d+ more)+ of this release$)/;

/** True for the reason of a change that was taken back in the release, and of the revert that did so. */
export const isUndone = (reason: string): boolean => UNDONE.test(reason);

function undoneBy(remains: Remains): readonly string[] {
  if (remains.revertedBy !== undefined) return [`${REVERTED_BY} ${placeOf({ told: remains.revertedBy })}`];
  const isUndoing = isRevert(remains.told) && remains.outstanding.length === 0 && allBut(remains).length === 0;
  return isUndoing ? [takesBackOf(remains)] : [];
}

const placeOf = ({ told }: Pick<Remains, 'told'>): string =>
  told.pullRequest === undefined ? shortId(told.id) : `pull request ${told.pullRequest}`;

/** What a change does besides taking things back. */
const allBut = ({ surviving }: Remains): readonly Statement[] =>
  surviving.filter((statement) => !isPureRevert(statement));

function bumpOfMessages(remains: Remains): Reason {
  const own = allBut(remains);
  // What the change says of itself comes before what one of its commits says, when both ask for as much.
  const ordered = [...own.filter(({ kind }) => kind === 'own'), ...own.filter(({ kind }) => kind === 'inner')];
  const best = highest(ordered.map((statement) => ({ statement, bump: bumpOfHeadline(statement) })));
  const said = best === undefined ? [] : [reasonOf(best.statement, best.bump)];
  const reverts = remains.outstanding.length > 0 || isRevert(remains.told) ? [bumpOfRevert(remains)] : [];
  return highest([...said, ...reverts]) ?? because('none', takesBackOf(remains));
}

function reasonOf(statement: Statement, bump: Bump): Reason {
  if (bump === 'none') return because('none', statement.type ?? 'the message has no type');
  return because(bump, `${labelOf(statement)} in ${statement.place}`);
}

/** What Conventional Commits says; types that it leaves to others move nothing. */
function bumpOfHeadline({ type, breaking }: Headline): Bump {
  if (breaking) return 'major';
  if (type === 'feat' || type === 'feature') return 'minor';
  return type === 'fix' || type === 'perf' || type === 'revert' ? 'patch' : 'none';
}

function labelOf({ type, scope, breaking }: Headline): string {
  if (type === undefined) return 'a breaking change';
  return `${type}${scope === undefined ? '' : `(${scope})`}${breaking ? '!' : ''}`;
}

function bumpOfRevert(remains: Remains): Reason {
  const [first] = remains.outstanding;
  if (first === undefined) return because('none', takesBackOf(remains));
  if (first.reverts?.partial === true) return because('patch', `reverts a part of ${nameOf(first)}`);
  return because('patch', `reverts ${nameOf(first)} of an earlier release`);
}

function takesBackOf({ takesBack }: Remains): string {
  const shown = takesBack.slice(0, 3).map(shortId).join(', ');
  return `reverts ${shown}${takesBack.length > 3 ? ` and ${takesBack.length - 3} more` : ''} of this release`;
}

/** How a revert calls what it takes back. */
function nameOf({ reverts }: Statement): string {
  const [commit] = reverts?.commits ?? [];
  if (commit !== undefined) return shortId(commit);
  const [id] = reverts?.pullRequests ?? [];
  return id === undefined ? `"${cut(reverts?.subject ?? '')}"` : `pull request ${id}`;
}

const cut = (text: string): string =>
  text.length > 80 ? `${text.slice(0, 80).replace(/[\uD800-\uDBFF]$/, '')}…` : text;
