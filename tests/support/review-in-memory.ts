import { createHash } from 'node:crypto';
import type { ReportedFinding } from '../../src/review/finding.ts';
import { reviewPullRequest, type ReviewServices, type ReviewSettings } from '../../src/review/review-pull-request.ts';
import { fileDiff, hunk } from './diffs.ts';
import { FakeModel } from './fake-model.ts';
import { FakePullRequest, fakeSource } from './fake-pull-request.ts';
import type { memoryLog } from './memory-log.ts';

export const DIFFS = [
  fileDiff('src/a.ts', [hunk(1, 1, [' const a = 1;', '+if (a == b) run();', ' end();'])]),
  fileDiff('package-lock.json', [hunk(1, 1, ['+x'])]),
  fileDiff('gone.ts', [], { kind: 'deleted' }),
];
export const FILES = { 'src/a.ts': 'const a = 1;\nif (a == b) run();\nend();\n', '.slipway/review.md': 'Be kind.' };

export const FINDING: ReportedFinding = {
  path: 'src/a.ts',
  side: 'new',
  startLine: 2,
  endLine: 2,
  quote: 'if (a == b) run();',
  severity: 'major',
  category: 'bug',
  title: 'Compares loosely.',
  explanation: 'null == undefined.',
  replacement: 'if (a === b) run();',
};

export const SETTINGS: ReviewSettings = {
  effort: 'medium',
  instructionsFile: '.slipway/review.md',
  include: [],
  exclude: [],
  minimumSeverity: 'minor',
  dryRun: false,
  failOn: 'none',
  vote: 'none',
  comments: 'inline',
  maxComments: 10,
};

/** What a review works on in memory. */
interface Desk {
  readonly host: FakePullRequest;
  readonly log: ReturnType<typeof memoryLog>;
  readonly ledgerOf?: ReviewServices['ledgerOf'];
}

/** With one changed file that a thread can be placed in. */
export const changedPullRequest = (): FakePullRequest =>
  Object.assign(new FakePullRequest(), {
    changes: [{ path: 'src/a.ts', oldPath: undefined, changeTrackingId: 3 }],
  });

/** Reviews the pull request of a desk; options are the usual ones but for `over`. */
export const reviewOn = (
  { host, log, ledgerOf }: Desk,
  model: FakeModel,
  over: Partial<ReviewSettings> = {},
  [diffs, files]: readonly [diffs?: typeof DIFFS, files?: Readonly<Record<string, string>>] = [],
) =>
  reviewPullRequest(
    {
      host,
      model,
      log,
      ...(ledgerOf && { ledgerOf }),
      seal: (text) => createHash('sha256').update(`key${text}`).digest('hex'),
      hash: (text) => createHash('sha256').update(text).digest('hex'),
      openSource: () => Promise.resolve(fakeSource(diffs ?? DIFFS, files ?? FILES)),
    },
    { ...SETTINGS, ...over },
  );

/** A model that reports these. */
export const finds = (...findings: Partial<ReportedFinding>[]) =>
  new FakeModel(() => ({ findings: findings.map((one) => ({ ...FINDING, ...one })) }));
