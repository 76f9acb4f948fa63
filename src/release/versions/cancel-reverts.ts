import type { Placed } from './find-reverted.ts';
import { indexReverted } from './find-reverted.ts';
import type { Reverts } from './find-reverts.ts';
import type { Statement, Told } from './statements.ts';

/** What reverts leave of a change. */
export interface Remains {
  readonly told: Told;
  /** What still counts. */
  readonly surviving: readonly Statement[];
  /** The change that took all of it back. */
  readonly revertedBy: Told | undefined;
  /** What of it takes back, wholly or in part, something that stays released: of an earlier release, or a part only. */
  readonly outstanding: readonly Statement[];
  /** Ids of commits among the changes that it takes back. */
  readonly takesBack: readonly string[];
}

interface Effect {
  readonly outstanding: Statement[];
  /** Ids of commits. */
  readonly takesBack: Set<string>;
}

const NO_EFFECT: Pick<Remains, 'outstanding' | 'takesBack'> = { outstanding: [], takesBack: [] };

/** What is left where no revert has to do with a change. */
export const untouched = (told: Told): Remains => ({
  told,
  surviving: told.statements,
  revertedBy: undefined,
  ...NO_EFFECT,
});

/**
 * Works out what reverts leave, each change in its place. From the newest to the oldest, so that a revert that was itself
 * reverted takes nothing back. What a revert names is looked for among what came before it: by commit, full or shortened,
 * else by pull request, else by quoted subject, because rebases and squashes give commits new ids.
 */
export function cancelReverts(changes: readonly Told[]): readonly Remains[] {
  const takenBy = new Map<Statement, number>();
  const placed = changes.flatMap(({ statements }) => statements).map((statement, at) => ({ statement, at }));
  const byIndex = new Map(changes.map((told) => [told.index, told]));
  const find = indexReverted(byIndex, placed, (statement) => takenBy.get(statement));
  const goneBy = new Map<number, number>();
  const effects = new Map<number, Effect>();
  const take = (target: Statement, by: number): void => {
    const isWhole = target.kind === 'own' && target.change !== by;
    if (isWhole && goneBy.has(target.change)) return;
    if (isWhole) goneBy.set(target.change, by);
    const statements = isWhole ? (byIndex.get(target.change)?.statements ?? []) : [target];
    for (const one of statements) if (!takenBy.has(one)) takenBy.set(one, by);
  };

  for (const by of placed.toReversed()) {
    const { statement } = by;
    if (placed[by.at + 1]?.statement.change !== statement.change) takeWhole(statement.change);
    if (!takenBy.has(statement)) takeBack(by, statement.reverts);
  }
  return changes.map((told) => ({
    told,
    surviving: told.statements.filter((statement) => !takenBy.has(statement)),
    revertedBy: byIndex.get(goneBy.get(told.index) ?? -1),
    ...effectOf(told.index),
  }));

  /** A title that names nothing here says in other words what the commits below it say, if one of them does. */
  function effectOf(index: number): Pick<Remains, 'outstanding' | 'takesBack'> {
    const effect = effects.get(index);
    if (effect === undefined) return NO_EFFECT;
    const { outstanding, takesBack } = effect;
    if (takesBack.size === 0) return { outstanding, takesBack: [] };
    return {
      outstanding: outstanding.filter(({ kind, reverts }) => kind === 'inner' || (reverts?.commits.length ?? 0) > 1),
      takesBack: [...takesBack],
    };
  }

  function takeBack(by: Placed, reverts: Reverts | undefined): void {
    const { statement } = by;
    if (reverts === undefined) return;
    const effect = effects.get(statement.change) ?? { outstanding: [], takesBack: new Set() };
    effects.set(statement.change, effect);
    const { targets, missing } = find(reverts, by);
    if (missing || reverts.partial) effect.outstanding.push(statement);
    if (reverts.partial) return;
    for (const target of targets) {
      effect.takesBack.add(target.commit ?? byIndex.get(target.change)?.id ?? '');
      take(target, statement.change);
    }
  }

  /** A change whose commits were all taken back one by one is as gone as one that was taken back at once. */
  function takeWhole(change: number): void {
    const statements = byIndex.get(change)?.statements ?? [];
    const commits = statements.filter(({ kind, commit }) => kind === 'inner' && commit !== undefined);
    const takers = commits.map((statement) => takenBy.get(statement) ?? change);
    if (takers.length === 0 || takers.includes(change) || goneBy.has(change)) return;
    const taker = takers.reduce((last, one) => Math.max(last, one));
    goneBy.set(change, taker);
    for (const statement of statements) takenBy.set(statement, taker);
  }
}
