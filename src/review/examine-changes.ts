import { mapConcurrently } from '../concurrency.ts';
import type { Log } from '../log.ts';
import type { ConversationEnd, Model, ModelFailure, RequestTrace, Usage } from '../model.ts';
import type { FileDiff } from './change.ts';
import type { Coverage, FileCoverage, FileState } from './coverage.ts';
import { coverageOf } from './coverage.ts';
import type { Finding, ReportedFinding, Severity, UnplacedFinding } from './finding.ts';
import { byWeight, isAtLeast, ReviewAnswer } from './finding.ts';
import type { Group } from './group-chunks.ts';
import { groupChunks, splitGroup } from './group-chunks.ts';
import { nameFindings } from './name-findings.ts';
import type { ChangeSource, Hash } from './ports.ts';
import { renderPrompt, SYSTEM_PROMPT } from './prompt.ts';
import { readTools } from './read-tools.ts';
import type { Chunk } from './render-diff.ts';
import { chunksOf, MAX_LINE } from './render-diff.ts';
import type { SelectedFile } from './select-files.ts';
import { selectFiles } from './select-files.ts';

/** Conversations at a time: enough to be quick, few enough for a small rate limit. */
const CONCURRENCY = 4;
const MAX_TURNS = 16;
/** A file's own chunk is never larger than this share of a group. */
const CHUNK_SIZE = 40_000;

export interface Change {
  /** The old side of every position: the merge base. */
  readonly base: string;
  readonly head: string;
  readonly target: string;
  readonly title: string;
  readonly description: string;
  readonly guidance: string | undefined;
  readonly include: readonly string[];
  readonly exclude: readonly string[];
  readonly minimumSeverity: Severity;
}

export interface Examination {
  readonly coverage: Coverage;
  readonly findings: readonly Finding[];
  readonly unplaced: readonly UnplacedFinding[];
  /** Findings below the minimum severity. */
  readonly dropped: number;
  readonly usage: Usage;
  /** Every request to the model. */
  readonly requests: readonly RequestTrace[];
  /** What answered; the model that was asked for when nothing had to be asked. */
  readonly model: string;
  readonly groups: number;
  /** Where the files came from. */
  readonly source: 'git' | 'rest';
}

interface Services {
  readonly source: ChangeSource;
  readonly model: Model;
  readonly hash: Hash;
  readonly log: Log;
}

type GroupEnd =
  | { readonly kind: 'answered'; readonly group: Group; readonly findings: readonly ReportedFinding[] }
  | { readonly kind: 'failed'; readonly group: Group; readonly failure: ModelFailure; readonly message: string };

/**
 * Looks at a change with the model and gives what can be believed of its answers. Every changed file ends in exactly one
 * state; a group that got no answer leaves its files failed or over budget, never clean. Throws what no other group could
 * survive either (a refused key, an unreachable repository).
 */
export async function examineChanges(services: Services, change: Change): Promise<Examination> {
  const { source, model, log, hash } = services;
  const selected = await selectFiles(source, change);
  const chunks = selected.flatMap(({ diff }) => (diff ? chunksOf(diff, CHUNK_SIZE) : []));
  const groups = groupChunks(chunks);
  log.info(describeSelection(selected, groups.length));
  const preview = selected.map((file) => fileCoverage(file, () => true));
  const tools = readTools(source.tree(change.head));
  let done = 0;
  const ends = await mapConcurrently(groups, CONCURRENCY, async (group, index) => {
    const position = `part ${index + 1} of ${groups.length}`;
    const ask = (part: Group) =>
      model.converse({
        label: position,
        system: SYSTEM_PROMPT,
        prompt: renderPrompt({ ...change, files: preview }, part, position),
        tools,
        answer: ReviewAnswer,
        maxTurns: MAX_TURNS,
      });
    const found = await examineGroup(ask, group);
    done += 1;
    log.info(describeProgress(found, done, groups.length));
    return found;
  });
  const coverage = coverageOf(coverFiles(selected, ends.flat()));
  const diffs = new Map(selected.flatMap(({ file, diff }): [string, FileDiff][] => (diff ? [[file.path, diff]] : [])));
  const reported = ends.flat().flatMap((end) => (end.kind === 'answered' ? end.findings : []));
  const kept = reported.filter(({ severity }) => isAtLeast(severity, change.minimumSeverity));
  const { findings, unplaced } = nameFindings(kept, diffs, hash);
  return {
    coverage,
    findings: findings.toSorted(byWeight),
    unplaced,
    dropped: reported.length - kept.length,
    usage: model.usage(),
    requests: model.trace(),
    model: model.answeredBy() ?? model.name,
    groups: groups.length,
    source: source.kind,
  };
}

type Ask = (group: Group) => Promise<ConversationEnd<ReviewAnswer>>;

/** One group, in halves when it is too long for the model; the number of halvings is bounded by the group's lines. */
async function examineGroup(ask: Ask, group: Group): Promise<GroupEnd[]> {
  const end = await ask(group);
  if (end.kind === 'answered') return [{ kind: 'answered', group, findings: end.answer.findings }];
  const halves = end.failure === 'tooLong' ? splitGroup(group) : undefined;
  if (!halves) return [{ kind: 'failed', group, failure: end.failure, message: end.message }];
  return [...(await examineGroup(ask, halves[0])), ...(await examineGroup(ask, halves[1]))];
}

function coverFiles(selected: readonly SelectedFile[], ends: readonly GroupEnd[]): FileCoverage[] {
  const failures = new Map<string, FileState>();
  const missing = new Set<string>();
  const keyOf = ({ file, hunk }: Chunk) => `${hunk}:${file.path}`;
  for (const end of ends) {
    if (end.kind === 'answered') continue;
    for (const chunk of end.group) {
      missing.add(keyOf(chunk));
      const state: FileState = {
        state: end.failure === 'budget' ? 'overBudget' : 'failed',
        reason: end.failure === 'budget' ? 'the budget was used up' : end.message,
      };
      if (failures.get(chunk.file.path)?.state !== 'failed') failures.set(chunk.file.path, state);
    }
  }
  return selected.map((file) =>
    fileCoverage(file, (hunk) => !missing.has(`${hunk}:${file.file.path}`), failures.get(file.file.path)),
  );
}

function fileCoverage(
  { file, state, diff }: SelectedFile,
  wasReviewed: (hunk: number) => boolean,
  failure?: FileState,
): FileCoverage {
  if (state) return { file, state, hunks: 0, hunksReviewed: 0 };
  const hunks = diff?.hunks.length ?? 0;
  const hunksReviewed = Array.from({ length: hunks }, (_, hunk) => hunk).filter(wasReviewed).length;
  const tooLong = diff?.hunks
    .flatMap(({ lines }) => lines)
    .find(({ text, kind }) => text.length > MAX_LINE && kind !== 'context');
  const cut: FileState | undefined = tooLong && {
    state: 'overBudget',
    reason: `line ${tooLong.newLine ?? tooLong.oldLine} is longer than ${MAX_LINE} characters`,
  };
  return { file, state: failure ?? cut ?? { state: 'reviewed' }, hunks, hunksReviewed };
}

function describeSelection(selected: readonly SelectedFile[], groups: number): string {
  const sent = selected.filter(({ diff }) => diff).length;
  const parts = groups === 1 ? 'one part' : `${groups} parts`;
  return `${selected.length} changed files: ${sent} to review in ${parts}, ${selected.length - sent} named only.`;
}

function describeProgress(ends: readonly GroupEnd[], done: number, total: number): string {
  const found = ends.reduce((sum, end) => sum + (end.kind === 'answered' ? end.findings.length : 0), 0);
  const failed = ends.find((end) => end.kind === 'failed');
  const what = failed ? `not reviewed: ${failed.message}` : found === 1 ? '1 finding' : `${found} findings`;
  return `Part ${done} of ${total}: ${what}`;
}
