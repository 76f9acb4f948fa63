import type { Reverts } from './find-reverts.ts';
import { subjectKey } from './find-reverts.ts';
import type { Statement, Told } from './statements.ts';

/** A statement with its place in the order of all statements. */
export interface Placed {
  readonly statement: Statement;
  readonly at: number;
}

export interface Found {
  readonly targets: readonly Statement[];
  /** Some of what is named is in none of the changes. */
  readonly missing: boolean;
}

/**
 * Tells, asked from the newest change to the oldest, whether one has anything to do with reverts: it takes something back,
 * or a later one may mean it. Of all others nothing needs to be held.
 */
export function watchReverts(): (told: Told) => boolean {
  const commits = new Set<string>();
  const subjects = new Set<string>();
  const pullRequests = new Set<number | undefined>();
  const isMeant = ({ commit, subject }: Statement): boolean =>
    (commits.size > 0 && commit !== undefined && commits.has(commit.slice(0, 7))) ||
    (subjects.size > 0 && subjects.has(subjectKey(subject)));
  return ({ statements, pullRequest }) => {
    let concerned = pullRequests.has(pullRequest) || statements.some(isMeant);
    for (const { reverts } of statements) {
      if (reverts === undefined) continue;
      concerned = true;
      for (const id of reverts.commits) commits.add(id.slice(0, 7));
      for (const id of reverts.pullRequests) pullRequests.add(id);
      if (reverts.subject !== undefined) subjects.add(subjectKey(reverts.subject));
    }
    return concerned;
  };
}

/**
 * Finds what reverts name among what was said before them. To be asked from the newest to the oldest; `takenBy` says
 * which change has already taken a statement back, so that a subject that comes twice is found twice.
 */
export function indexReverted(
  changes: ReadonlyMap<number, Told>,
  placed: readonly Placed[],
  takenBy: (statement: Statement) => number | undefined,
): (reverts: Reverts, by: Placed) => Found {
  const commits = groupBy(placed, ({ statement }) => statement.commit?.slice(0, 7));
  const subjects = groupBy(placed, ({ statement }) => subjectKey(statement.subject));
  const pullRequests = groupBy(
    placed.filter(({ statement }) => statement.kind === 'own'),
    ({ statement }) => changes.get(statement.change)?.pullRequest,
  );
  const isBefore = (by: Placed) => (one: Placed) =>
    one.at < by.at && (one.statement.kind === 'inner' || one.statement.change !== by.statement.change);

  const findSubject = (subject: string, by: Placed): Placed | undefined => {
    const candidates = subjects.get(subjectKey(subject)) ?? [];
    for (let last = candidates.at(-1); last !== undefined; last = candidates.at(-1)) {
      const taken = takenBy(last.statement);
      if (isBefore(by)(last) && (taken === undefined || taken === by.statement.change)) return last;
      // Later questions come from further back, so this one is of no more use.
      candidates.pop();
    }
    return undefined;
  };

  return (reverts, by) => {
    const named = reverts.commits.map((id) =>
      commits.get(id.slice(0, 7))?.find((one) => one.statement.commit?.startsWith(id) && isBefore(by)(one)),
    );
    const found = named.filter((one) => one !== undefined);
    if (found.length > 0) return { targets: found.map(statementOf), missing: found.length < named.length };
    const numbered = reverts.pullRequests.flatMap((id) => pullRequests.get(id)?.find(isBefore(by)) ?? []);
    if (numbered.length > 0) return { targets: numbered.map(statementOf), missing: false };
    const quoted = reverts.subject === undefined ? undefined : findSubject(reverts.subject, by);
    return quoted === undefined ? { targets: [], missing: true } : { targets: [quoted.statement], missing: false };
  };
}

const statementOf = ({ statement }: Placed): Statement => statement;

function groupBy<K>(placed: readonly Placed[], keyOf: (one: Placed) => K | undefined): Map<K, Placed[]> {
  const groups = new Map<K, Placed[]>();
  for (const one of placed) {
    const key = keyOf(one);
    if (key === undefined) continue;
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [one]);
    else group.push(one);
  }
  return groups;
}
