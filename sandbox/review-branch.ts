import { createHash } from 'node:crypto';
import { createClaudeModel } from '../src/clients/claude/create-claude-model.ts';
import { openLocalRepository } from '../src/clients/git/open-local-repository.ts';
import { sleep } from '../src/clients/http/sleep.ts';
import { SlipwayError } from '../src/errors.ts';
import type { Log } from '../src/log.ts';
import type { Effort } from '../src/model.ts';
import { type Examination, examineChanges } from '../src/review/examine-changes.ts';
import { isAtLeast } from '../src/review/finding.ts';
import { parsePatch } from '../src/review/parse-diff.ts';
import { CONTEXT_LINES } from '../src/review/ports.ts';
import { renderSarif } from '../src/review/render-sarif.ts';
import { renderTerminal } from '../src/review/render-terminal.ts';
import manifest from '../package.json' with { type: 'json' };
import { createClaude } from './claude/claude.ts';
import { standInNotice } from './claude/stand-in/reviewer.ts';
import { systemClock } from './core/clock.ts';
import { startService } from './core/service.ts';
import { Traffic } from './core/traffic.ts';

interface BranchReview {
  readonly path: string;
  readonly base: string;
  readonly head: string;
  readonly model: string;
  readonly effort: Effort;
  readonly budgetUsd: number;
  /** Undefined: the stand-in answers. */
  readonly apiKey: string | undefined;
  readonly format: 'text' | 'json' | 'sarif';
  /** Progress, apart from the result. */
  readonly say: (line: string) => void;
  readonly signal: AbortSignal;
}

/** Reviews what `head` adds to `base` in a local clone; gives the rendered result and the exit status. */
export async function reviewBranch(options: BranchReview): Promise<{ text: string; status: number }> {
  const { signal, say } = options;
  const log = progressLog(say);
  const repository = await openLocalRepository({
    path: options.path,
    signal,
    log,
    parsePatch,
    contextLines: CONTEXT_LINES,
  });
  const claude = await openClaude(options);
  try {
    const [target, head] = [await repository.resolve(options.base), await repository.resolve(options.head)];
    const base = await repository.mergeBase(target, head);
    if (base === undefined) throw noCommonHistory(options);
    const guidance = await repository.tree(target).read('.slipway/review.md');
    const model = createClaudeModel({
      ...options,
      url: claude.url,
      apiKey: claude.apiKey,
      log,
      sleep,
      now: Date.now,
      random: Math.random,
    });
    const hash = (text: string) => createHash('sha256').update(text).digest('hex');
    const examination = await examineChanges(
      { source: repository, model, hash, log },
      {
        base,
        head,
        target,
        title: options.head,
        description: '',
        guidance: guidance.kind === 'text' ? guidance.text : undefined,
        include: [],
        exclude: [],
        minimumSeverity: 'minor',
      },
    );
    return { text: render(examination, options), status: statusOf(examination) };
  } finally {
    await Promise.all([repository.close(), claude.close()]);
  }
}

function render(examination: Examination, { format }: BranchReview): string {
  switch (format) {
    case 'text':
      return renderTerminal(examination);
    case 'json':
      return JSON.stringify({ schema: 1, ...examination }, null, 2);
    case 'sarif':
      return JSON.stringify(renderSarif(examination, manifest.version), null, 2);
  }
}

function statusOf({ coverage, findings }: Examination): number {
  if (!coverage.complete) return 2;
  return findings.some(({ severity }) => isAtLeast(severity, 'major')) ? 1 : 0;
}

/** Claude itself with a key, else the stand-in on loopback. */
async function openClaude({ apiKey, say }: BranchReview) {
  if (apiKey !== undefined) return { url: 'https://api.anthropic.com', apiKey, close: () => Promise.resolve() };
  say(standInNotice);
  const claude = createClaude({ clock: systemClock });
  const service = await startService({
    nameOf: () => undefined,
    handler: claude.handler,
    traffic: new Traffic(),
    clock: systemClock,
  });
  return { url: service.url, apiKey: claude.apiKey, close: () => service.close() };
}

const noCommonHistory = ({ base, head }: BranchReview): SlipwayError =>
  new SlipwayError(`${base} and ${head} have no commit in common.`, {
    kind: 'input',
    code: 'REVIEW_NO_COMMON_COMMIT',
    hint: 'Name the branch it started from with --base, and fetch its history (git fetch --unshallow).',
  });

function progressLog(say: (line: string) => void): Log {
  return { debug: () => undefined, info: say, warn: say, error: say, group: (_name, work) => work() };
}
