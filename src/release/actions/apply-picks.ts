import type { Commit } from '../changes/change.ts';
import { fetchTip } from '../changes/fetch-tip.ts';
import { SlipwayError } from '../../errors.ts';
import { mainlineOf } from '../changes/find-changes.ts';
import { groupChanges, type SourceChange } from '../changes/group-changes.ts';
import { isTrailer } from '../changes/own-release.ts';
import type { ReleaseServices, ReleaseSettings } from '../release-services.ts';

export interface HotfixBranch {
  /** Short name. */
  readonly name: string;
  readonly tip: string;
  /** True when this run set it. */
  readonly changed: boolean;
  /** What it has beyond the tag; a picked commit with the pull request that first brought it. */
  readonly changes: readonly SourceChange[];
}

interface Wanted {
  readonly name: string;
  /** The ledger has it as the branch of this hotfix. */
  readonly isKnown: boolean;
  /** The tagged commit. */
  readonly start: string;
  readonly picks: readonly string[];
}

const PICKED = /^\(cherry picked from commit ([0-9a-f]{40,64})\)$/gm;

/** What a commit was picked from. The last line says it: one that was picked twice has the line of the first time, too. */
const originOf = (body: string): string | undefined => [...body.matchAll(PICKED)].at(-1)?.[1];

const MAX_PUSHES = 3;

/**
 * What is to be picked, each commit once. What the tag has already would become an empty commit, and an entry of the notes.
 * Throws RELEASE_PICK_CONFLICTS for a commit that is nowhere.
 */
export async function choosePicks(
  { history, log }: ReleaseServices,
  { from, start, asked }: { readonly from: string; readonly start: string; readonly asked: readonly string[] },
): Promise<readonly string[]> {
  const wanted = [...new Set(asked.map((id) => id.toLowerCase()))];
  await history.fetchHistory([start, ...wanted]);
  const picks: string[] = [];
  for (const pick of wanted) {
    // One that is there is its own ancestor.
    if (!(await history.isAncestor(pick, pick))) throw conflicts(pick, ['the repository has no such commit']);
    if (await history.isAncestor(pick, start)) log.warn(`Commit ${pick.slice(0, 8)} is in ${from} already.`);
    else picks.push(pick);
  }
  return picks;
}

/** Makes the branch from the tag and picks what is not on it yet. Throws RELEASE_PICK_CONFLICTS. */
export async function applyPicks(
  services: ReleaseServices,
  settings: ReleaseSettings,
  { name, isKnown, start, picks }: Wanted,
): Promise<HotfixBranch> {
  const { history, writer, log } = services;
  await history.fetchHistory([start, ...picks]);
  for (let pushes = 0; pushes < MAX_PUSHES; pushes += 1) {
    const existing = await fetchTip(history, name);
    if (existing !== undefined) await checkBranch(services, settings, { name, isKnown, start, existing });
    let tip = existing ?? start;
    for (const pick of await findMissing(services, { start, tip, picks })) tip = await applyPick(services, tip, pick);
    const changed = tip !== existing;
    if (settings.dryRun && changed) log.info(`Dry run: branch ${name} would be set to ${tip.slice(0, 8)}.`);
    const pushed = !changed || settings.dryRun || (await writer.pushBranch(name, tip, existing)).kind === 'pushed';
    if (pushed) return { name, tip, changed, changes: await listChanges(services, settings, { start, tip }) };
  }
  throw new SlipwayError(`Branch ${name} was pushed to by others while commits were picked.`, {
    kind: 'conflict',
    code: 'RELEASE_BRANCH_BUSY',
    hint: 'Run it again.',
  });
}

/** A branch of that name may be left from a release that was taken back: the source branch is not what a hotfix is made of. */
async function checkBranch(
  { history }: ReleaseServices,
  { sourceBranch }: ReleaseSettings,
  { name, isKnown, start, existing }: Omit<Wanted, 'picks'> & { readonly existing: string },
): Promise<void> {
  if (!(await history.isAncestor(start, existing))) throw taken(name, start);
  if (isKnown) return;
  const source = await fetchTip(history, sourceBranch);
  if (source === undefined) return;
  const mainline = new Set(mainlineOf(await history.listCommits(start, source), source));
  if ((await history.listCommits(start, existing)).some(({ id }) => mainline.has(id))) throw taken(name, start);
}

/** A commit is there when the branch names it as picked, or has a change that is the very same. */
export async function findMissing(
  { history }: ReleaseServices,
  { start, tip, picks }: { readonly start: string; readonly tip: string; readonly picks: readonly string[] },
): Promise<readonly string[]> {
  const there = await history.listCommits(start, tip);
  const named = new Set(there.flatMap(({ id, body }) => [id, originOf(body) ?? id]));
  const same = new Set<string | undefined>();
  for (const { id } of there) same.add(await history.patchId(id));
  const missing: string[] = [];
  for (const pick of picks) {
    const patch = await history.patchId(pick);
    if (!named.has(pick) && !(patch !== undefined && same.has(patch))) missing.push(pick);
  }
  return missing;
}

async function applyPick({ history, writer }: ReleaseServices, tip: string, pick: string): Promise<string> {
  const { subject, body, parents, committedAt } = await history.readCommit(pick);
  const [base] = parents;
  if (base === undefined) throw conflicts(pick, ['it is the first commit of its branch']);
  const merged = await writer.mergeTrees(base, tip, pick);
  if (merged.kind === 'conflicts') throw conflicts(pick, merged.paths);
  const text = body.trim() === '' ? subject : `${subject}\n\n${body.trimEnd()}`;
  return writer.commit({
    tree: merged.tree,
    parents: [tip],
    message: `${text}\n\n(cherry picked from commit ${pick})\n`,
    // Its own time, so that a second attempt makes the very same commit.
    at: committedAt,
    authorOf: pick,
  });
}

async function listChanges(
  services: ReleaseServices,
  { sourceBranch, notesFile }: ReleaseSettings,
  { start, tip }: { readonly start: string; readonly tip: string },
): Promise<readonly SourceChange[]> {
  const { history, host } = services;
  const commits = await history.listCommits(start, tip);
  const own = new Set<string>();
  for (const commit of commits) if (await isNotesCommit(services, notesFile, commit)) own.add(commit.id);
  const origins = new Map(commits.map(({ id, body }) => [id, originOf(body)]));
  const picked = [...origins.values()].filter((id) => id !== undefined);
  const merged = picked.length === 0 ? new Map<string, never>() : await host.findMerged(sourceBranch, picked);
  return groupChanges({ commits, tip, merged: new Map() })
    .filter(({ commit }) => !own.has(commit.id))
    .map((change) => ({ ...change, pullRequest: merged.get(origins.get(change.commit.id) ?? '') }));
}

/** Ours, by which "open" wrote the notes. Anybody can write our trailer: such a commit changes nothing but the notes file. */
async function isNotesCommit(
  { history, writer }: ReleaseServices,
  notesFile: string | undefined,
  { id, body, parents }: Commit,
): Promise<boolean> {
  const [parent, ...others] = parents;
  if (notesFile === undefined || parent === undefined || others.length > 0 || !isTrailer(body)) return false;
  const notes = await history.readFile(id, notesFile);
  if (notes === undefined) return false;
  return (await writer.withFile(await history.treeOf(parent), notesFile, notes)) === (await history.treeOf(id));
}

const conflicts = (pick: string, paths: readonly string[]): SlipwayError =>
  new SlipwayError(`Commit ${pick.slice(0, 8)} cannot be picked by itself: ${paths.slice(0, 10).join(', ')}.`, {
    kind: 'conflict',
    code: 'RELEASE_PICK_CONFLICTS',
    hint: 'Leave it out, run "hotfix" for its branch, push the fix there and run it again.',
  });

const taken = (name: string, start: string): SlipwayError =>
  new SlipwayError(`Branch ${name} exists and is not made of commit ${start.slice(0, 8)} for a hotfix.`, {
    kind: 'conflict',
    code: 'RELEASE_BRANCH_TAKEN',
    hint: 'Delete the branch when nobody needs what is on it, then run it again.',
  });
