import type { TrackedChange } from '../change-tracking.ts';
import type { IterationContextDocument, PositionDocument, ThreadContextDocument } from '../documents.ts';
import { invalidArgument } from '../errors.ts';
import { readChangedLines, type ChangedLines, type LineRange } from '../git/changed-lines.ts';
import { readBlob } from '../git/objects.ts';
import type { PullRequestPlace } from '../rest/call.ts';
import type { World } from '../world.ts';
import { splitLines } from './text-lines.ts';

/** How far from a change a thread may stand. */
const REACH = 10;
const KEPT_FILES = 200;

interface ThreadContexts {
  readonly context: ThreadContextDocument | null;
  readonly pullRequestContext: IterationContextDocument | null;
}

/** Refuses with 400 a thread whose file, side, lines or iterations do not fit the pull request. */
export async function checkThreadPosition(world: World, place: PullRequestPlace, contexts: ThreadContexts) {
  const { context, pullRequestContext } = contexts;
  if (!context) {
    if (pullRequestContext) throw invalidArgument('pullRequestThreadContext goes with a threadContext only.');
    return;
  }
  if (!context.filePath.startsWith('/'))
    throw invalidArgument(`threadContext.filePath must start with '/', not '${context.filePath}'.`);
  if (!pullRequestContext)
    throw invalidArgument('pullRequestThreadContext is required: the pull request supports iterations.');
  const change = await findChange(world, place, context, pullRequestContext);
  const range = rangeOf(context);
  if (range) await checkRange(place.gitDir, change, range);
}

async function findChange(
  world: World,
  place: PullRequestPlace,
  { filePath }: ThreadContextDocument,
  { changeTrackingId, iterationContext }: IterationContextDocument,
): Promise<TrackedChange> {
  const { firstComparingIteration: first, secondComparingIteration: second } = iterationContext;
  const newest = place.pullRequest.iterations.length;
  if (first < 1 || second < first || second > newest)
    throw invalidArgument(`iterationContext ${first}..${second} is not within the iterations 1..${newest}.`);
  const changes = await world.changes.list(place.gitDir, place.pullRequest, { first, second });
  const change = changes.find(({ path }) => `/${path}` === filePath);
  if (!change)
    throw invalidArgument(`The file '${filePath}' is not changed between iterations ${first} and ${second}.`);
  if (change.changeTrackingId !== changeTrackingId)
    throw invalidArgument(
      `changeTrackingId ${changeTrackingId} is not that of '${filePath}', which is ${change.changeTrackingId}.`,
    );
  return change;
}

interface Range {
  readonly side: 'left' | 'right';
  readonly start: PositionDocument;
  readonly end: PositionDocument;
}

/** The range of a thread; undefined for one on the whole file. */
function rangeOf(context: ThreadContextDocument): Range | undefined {
  const left = sideOf('left', context.leftFileStart, context.leftFileEnd);
  const right = sideOf('right', context.rightFileStart, context.rightFileEnd);
  if (left && right) throw invalidArgument('A thread stands on the left or on the right side, not on both.');
  return left ?? right;
}

type Position = PositionDocument | null | undefined;

function sideOf(side: Range['side'], start: Position, end: Position): Range | undefined {
  if (!start && !end) return undefined;
  if (!start || !end) throw invalidArgument(`threadContext.${side}FileStart and ${side}FileEnd go together.`);
  for (const { line, offset } of [start, end])
    if (line < 1 || offset < 1) throw invalidArgument(`threadContext.${side}File*: line and offset count from 1.`);
  if (start.line > end.line || (start.line === end.line && start.offset > end.offset))
    throw invalidArgument(`threadContext.${side}FileStart must not be behind ${side}FileEnd.`);
  return { side, start, end };
}

async function checkRange(gitDir: string, change: TrackedChange, { side, start, end }: Range): Promise<void> {
  const blob = side === 'left' ? change.oldId : change.newId;
  if (blob === undefined) throw invalidArgument(`The file '/${change.path}' does not exist on the ${side} side.`);
  const file = await fileOf(gitDir, change);
  for (const { line, offset } of [start, end]) {
    const text = file.lines[side][line - 1];
    if (text === undefined)
      throw invalidArgument(
        `Line ${line} is not in '/${change.path}' on the ${side} side, which has ${file.lines[side].length} lines.`,
      );
    if (offset > text.length + 1)
      throw invalidArgument(
        `Offset ${offset} is behind line ${line} of '/${change.path}', which has ${text.length} units.`,
      );
    if (!file.changed[side].some((range) => distance(range, line) <= REACH))
      throw invalidArgument(`Line ${line} of '/${change.path}' is more than ${REACH} lines away from every change.`);
  }
}

const distance = ([from, to]: LineRange, line: number) => Math.max(from - line, line - to, 0);

interface ComparedFile {
  readonly lines: Readonly<Record<Range['side'], readonly string[]>>;
  readonly changed: ChangedLines;
}

/** Files by what they compare; a review posts many threads on few files. */
const files = new Map<string, Promise<ComparedFile>>();

function fileOf(gitDir: string, { oldId, newId }: TrackedChange): Promise<ComparedFile> {
  const key = `${gitDir}:${oldId ?? ''}:${newId ?? ''}`;
  const known = files.get(key);
  if (known) return known;
  const [oldest] = files.keys();
  if (files.size >= KEPT_FILES && oldest !== undefined) files.delete(oldest);
  const file = compareFile(gitDir, oldId, newId);
  files.set(key, file);
  return file;
}

async function compareFile(
  gitDir: string,
  oldId: string | undefined,
  newId: string | undefined,
): Promise<ComparedFile> {
  const linesOf = async (id: string | undefined) => (id === undefined ? [] : splitLines(await readBlob(gitDir, id)));
  const [left, right, changed] = await Promise.all([
    linesOf(oldId),
    linesOf(newId),
    readChangedLines(gitDir, oldId, newId),
  ]);
  return { lines: { left, right }, changed };
}
