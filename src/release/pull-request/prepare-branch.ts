import { fetchTip } from '../changes/fetch-tip.ts';
import { SlipwayError } from '../../errors.ts';
import { noBranch } from '../actions/freeze-release.ts';
import type { ReleaseDocument, StagingDocument } from '../ledger/ledger-documents.ts';
import { branchOf } from '../ledger/ledger-paths.ts';
import { findStart } from './find-start.ts';
import { addRelease } from '../notes/changelog.ts';
import { releaseTrailer } from '../changes/own-release.ts';
import { readEarlierNotes } from './earlier-notes.ts';
import { mendNotes } from './mend-notes.ts';
import type { ReleaseServices, ReleaseSettings } from '../release-services.ts';

/** The branch of a release. */
export interface PreparedBranch {
  readonly name: string;
  /** Where it stands, or would. */
  readonly tip: string;
  /** It holds what was staged and the notes, made by us: nobody else's commits. */
  readonly isOurs: boolean;
  /** True when this run set it. */
  readonly changed: boolean;
  /** Files of the target branch that could not be merged; people have to. */
  readonly conflicts: readonly string[];
}

export interface BranchPlan {
  readonly staging: StagingDocument;
  /** The newest archived release; its source commit is what the target branch has of the source branch. */
  readonly latest: ReleaseDocument | undefined;
  /** The section of the changelog: Markdown without its heading. */
  readonly section: string;
}

/** Somebody pushes to the branch at the same moment. */
const MAX_PUSHES = 3;

/**
 * Brings the release's branch to where it holds the pinned commit, what only the target branch has (a hotfix), and the
 * notes. What people pushed to it stays; to the branch of a hotfix, which is built itself, it has to be staged first. Undefined
 * when the target branch has all of it already: nothing is to be merged.
 */
export async function prepareBranch(
  services: ReleaseServices,
  settings: ReleaseSettings,
  plan: BranchPlan,
): Promise<PreparedBranch | undefined> {
  const { history } = services;
  const { commit } = plan.staging;
  const name = branchOf(plan.staging);
  const target = await fetchTip(history, settings.targetBranch);
  if (target === undefined) throw noBranch(settings.targetBranch);
  if (commit === null) throw noCommit(plan.staging);
  for (let pushes = 0; pushes < MAX_PUSHES; pushes += 1) {
    const existing = await fetchTip(history, name);
    const { start, leftover } = await findStart(services, plan.staging, { name, pinned: commit, existing, target });
    const fresh = await buildCommit(services, settings, plan, { start, target });
    const built =
      leftover === undefined ? fresh : { ...fresh, tip: await putOn(services, plan.staging, leftover, fresh.tip) };
    checkUnmoved(plan.staging, { name, existing, known: [start, built.tip] });
    const isThere = existing === undefined && built.tip === start && (await history.isAncestor(start, target));
    if (isThere) return undefined;
    const isOurs =
      start === commit || (await isRebuilt(services, settings, plan, { start: commit, target, tip: built.tip }));
    if (existing === built.tip) return { name, ...built, isOurs, changed: false };
    if (await setBranch(services, settings, { name, tip: built.tip, existing }))
      return { name, ...built, isOurs, changed: true };
  }
  throw new SlipwayError(`Branch ${name} was pushed to by others while it was prepared.`, {
    kind: 'conflict',
    code: 'RELEASE_BRANCH_BUSY',
    hint: 'Run it again.',
  });
}

/** On top of what is left of an earlier attempt: a branch only goes forward. */
async function putOn(
  { history, writer }: ReleaseServices,
  staging: StagingDocument,
  leftover: string,
  tip: string,
): Promise<string> {
  const parents = [leftover, tip];
  return writer.commit({ ...wordsOf(staging), tree: await history.treeOf(tip), parents });
}

/** True when making the branch anew, from what was staged alone, gives the very same content. */
async function isRebuilt(
  services: ReleaseServices,
  settings: ReleaseSettings,
  plan: BranchPlan,
  { tip, ...ends }: Ends & { readonly tip: string },
): Promise<boolean> {
  const { log, history } = services;
  const quiet = { ...services, log: { ...log, warn: (line: string) => log.debug(line) } };
  const rebuilt = (await buildCommit(quiet, settings, plan, ends)).tip;
  return (await history.treeOf(rebuilt)) === (await history.treeOf(tip));
}

/** False when somebody else pushed in between. */
async function setBranch(
  { writer, log }: ReleaseServices,
  { dryRun }: ReleaseSettings,
  { name, tip, existing }: { readonly name: string; readonly tip: string; readonly existing: string | undefined },
): Promise<boolean> {
  if (!dryRun && (await writer.pushBranch(name, tip, existing)).kind !== 'pushed') return false;
  log.info(
    dryRun
      ? `Dry run: branch ${name} would be set to ${tip.slice(0, 8)}.`
      : `Branch ${name} stands at ${tip.slice(0, 8)}.`,
  );
  return true;
}

interface Ends {
  readonly start: string;
  readonly target: string;
}

async function buildCommit(
  services: ReleaseServices,
  settings: ReleaseSettings,
  plan: BranchPlan,
  ends: Ends,
): Promise<Pick<PreparedBranch, 'tip' | 'conflicts'>> {
  const { history, writer } = services;
  const { tree: mergedTree, parents, conflicts } = await mergeTarget(services, settings, plan, ends);
  const commit = (tree: string) => writer.commit({ ...wordsOf(plan.staging), tree, parents });
  const merged = parents.length === 1 ? ends.start : await commit(mergedTree);
  const tree = await withNotes(services, settings, plan, merged);
  return { tip: tree === (await history.treeOf(merged)) ? merged : await commit(tree), conflicts };
}

/** With the time of pinning, so that a second attempt makes the very same commit. */
const wordsOf = ({ component, version, updatedAt }: StagingDocument) => ({
  message: `Release ${component} ${version}\n\n${releaseTrailer(component, version)}\n`,
  at: updatedAt,
});

interface Merged {
  readonly tree: string;
  readonly parents: readonly string[];
  readonly conflicts: readonly string[];
}

/**
 * What the target branch has and the source branch has not (hotfixes, notes of earlier releases) is merged in, reckoned
 * from what was last released: a squashed release leaves no common history to reckon from. A branch that is its own target
 * has nothing of the kind, only what waits for the next release.
 */
async function mergeTarget(
  services: ReleaseServices,
  settings: ReleaseSettings,
  { staging, latest }: BranchPlan,
  { start, target }: Ends,
): Promise<Merged> {
  const { history, writer, log } = services;
  const alone = { tree: await history.treeOf(start), parents: [start], conflicts: [] };
  const { sourceBranch, targetBranch, notesFile } = settings;
  if (sourceBranch === targetBranch || staging.hotfix !== undefined) return alone;
  if (await history.isAncestor(target, start)) return alone;
  const base = await findMergeBase(services, latest, { start, target });
  if (base === undefined) return { ...alone, conflicts: ['(no common history)'] };
  let result = await writer.mergeTrees(base, start, target);
  if (result.kind === 'conflicts' && result.paths.every((path) => path === notesFile)) {
    const ours = await withTargetNotes(services, notesFile, { start, target, at: staging.updatedAt });
    result = await writer.mergeTrees(base, ours, target);
  }
  if (result.kind === 'merged') return { tree: result.tree, parents: [start, target], conflicts: [] };
  log.warn(`${targetBranch} cannot be merged into the release by itself: ${result.paths.slice(0, 10).join(', ')}.`);
  return { ...alone, conflicts: result.paths };
}

/**
 * What both sides had in common: as recorded, for a squashed release leaves nothing in git. Once the last release's commit
 * is part of the branch, git knows better.
 */
async function findMergeBase(
  { history }: ReleaseServices,
  latest: ReleaseDocument | undefined,
  { start, target }: Ends,
): Promise<string | undefined> {
  const recorded = latest?.sourceCommit ?? undefined;
  const built = latest?.commit ?? undefined;
  const joined = built !== undefined && (await history.isAncestor(built, start));
  if (recorded !== undefined && !joined && (await history.isAncestor(recorded, start))) return recorded;
  return history.mergeBase(start, target);
}

/** Both branches add to the top of the notes file, which never merges: the target branch's is taken, for it has all releases. */
async function withTargetNotes(
  { history, writer }: ReleaseServices,
  notesFile: string | undefined,
  { start, target, at }: Ends & { readonly at: string },
): Promise<string> {
  const notes = notesFile === undefined ? undefined : await history.readFile(target, notesFile);
  if (notesFile === undefined || notes === undefined) return start;
  const tree = await writer.withFile(await history.treeOf(start), notesFile, notes);
  return writer.commit({ tree, parents: [start], message: 'Notes of the target branch\n', at });
}

async function withNotes(
  services: ReleaseServices,
  settings: ReleaseSettings,
  { staging, latest, section }: BranchPlan,
  commit: string,
): Promise<string> {
  const { history, writer } = services;
  const { notesFile } = settings;
  const tree = await history.treeOf(commit);
  if (notesFile === undefined) return tree;
  const existing = await history.readFile(commit, notesFile);
  const earlier = await readEarlierNotes(history, notesFile, staging);
  const text = addRelease(earlier ?? (await mendNotes(services, settings, latest, existing)), {
    version: staging.version,
    date: staging.updatedAt.slice(0, 10),
    body: section,
  });
  return text === existing ? tree : writer.withFile(tree, notesFile, text);
}

/** The branch of a hotfix is what is built: what nobody staged may not slip in. */
function checkUnmoved(
  { component, version, hotfix }: StagingDocument,
  {
    name,
    existing,
    known,
  }: { readonly name: string; readonly existing: string | undefined; readonly known: readonly string[] },
): void {
  if (hotfix === undefined || existing === undefined || known.includes(existing)) return;
  throw new SlipwayError(`Branch ${name} was pushed to since the hotfix ${version} of ${component} was staged.`, {
    kind: 'conflict',
    code: 'RELEASE_HOTFIX_MOVED',
    hint: 'Run "hotfix" again, which stages what was pushed, then "open".',
  });
}

const noCommit = ({ component }: StagingDocument): SlipwayError =>
  new SlipwayError(`The staging release of ${component} names no commit.`, {
    kind: 'conflict',
    code: 'RELEASE_COMMIT_UNKNOWN',
    hint: 'It was imported: run "stage" once, which finds the commit.',
  });
