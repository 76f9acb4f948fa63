import path from 'node:path';
import { standInNotice } from './claude/stand-in/reviewer.ts';
import type { StepRun } from './agent/task-step.ts';
import { taskFolderOf, type PlayOptions } from './play-steps.ts';
import { runReview } from './review-run.ts';
import type { Sandbox } from './sandbox.ts';
import type { Seeded, SeededPullRequest } from './seed-sample.ts';
import { terminalTable } from './terminal-table.ts';

interface Played {
  readonly pullRequest: SeededPullRequest;
  readonly run: StepRun;
}

/** Runs the built AIReview on every pull request and prints the verdicts; true when all went through. */
export async function playReviews(sandbox: Sandbox, seeded: Seeded, options: PlayOptions): Promise<boolean> {
  const { print, apiKey, folder, signal } = options;
  const taskFolder = taskFolderOf(options, 'AIReview');
  print(
    apiKey === undefined ? `${standInNotice}\n` : 'Reviewed by Claude: the changes are sent to api.anthropic.com.\n',
  );
  const claude = apiKey === undefined ? {} : realClaude(apiKey, print);
  const played: Played[] = [];
  for (const [index, pullRequest] of seeded.pullRequests.entries()) {
    signal?.throwIfAborted();
    print(`Reviewing pull request ${pullRequest.id}: ${pullRequest.title}`);
    if (pullRequest.what !== '') print(`  ${pullRequest.what}`);
    const common = { sandbox, repository: seeded.repository, pullRequest, taskFolder, ...claude };
    const hasPreview = await hasMergePreview(sandbox, seeded, pullRequest.id);
    const run = await runReview({
      ...common,
      workFolder: path.join(folder, 'agent', String(pullRequest.id)),
      checkout: hasPreview ? 'validation' : 'manual',
      inputs: { minimumSeverity: 'info' },
      buildId: index + 1,
      ...(signal ? { signal } : {}),
    });
    signal?.throwIfAborted();
    print(`  ${run.message ?? run.result}`);
    if (run.result !== 'Succeeded' && apiKey === undefined) print(run.log);
    played.push({ pullRequest, run });
  }
  print('');
  print(renderTable(played));
  return played.every(({ run }) => run.result === 'Succeeded');
}

/** Claude itself takes its time, and may be out of reach: the log is shown as it comes. */
const realClaude = (apiKey: string, print: (line: string) => void) => ({
  claude: { url: 'https://api.anthropic.com', apiKey },
  onLine: (line: string) => print(`  ${line}`),
});

/** A pull request with conflicts has none, so no validation build starts: it is reviewed by a run of its own. */
async function hasMergePreview(
  { azureDevOps, azureService }: Sandbox,
  { repository }: Seeded,
  id: number,
): Promise<boolean> {
  const { organisation, project } = repository;
  const token = azureDevOps.issueToken({
    organisation,
    identity: { displayName: 'Sandbox' },
    permissions: ['readCode'],
  });
  const url = `${azureService.url}/${organisation}/${project}/_apis/git/pullrequests/${id}?api-version=7.1`;
  const answer = await fetch(url, { headers: { authorization: `Bearer ${token}` } });
  const { mergeStatus } = (await answer.json()) as { mergeStatus?: string };
  return mergeStatus === 'succeeded';
}

function renderTable(played: readonly Played[]): string {
  const rows = played.map(({ pullRequest, run }) => {
    const {
      verdict = run.result,
      findingCount = '',
      blockingCount = '',
      coveragePercent = '',
      costUsd = '',
    } = run.outputs;
    const planted = pullRequest.expected.length;
    const found = planted === 0 ? '-' : `${countFound(pullRequest, run)} of ${planted}`;
    const seconds = (run.durationMs / 1000).toFixed(1);
    return [
      `!${pullRequest.id}`,
      verdict,
      findingCount,
      blockingCount,
      found,
      `${coveragePercent} %`,
      `$${costUsd}`,
      `${seconds} s`,
      pullRequest.title,
    ];
  });
  const header = ['PR', 'Verdict', 'Findings', 'Blocking', 'Planted', 'Coverage', 'Cost', 'Time', 'Title'];
  return terminalTable(header, rows);
}

interface ResultFile {
  readonly examination?: {
    readonly findings?: readonly { readonly path: string; readonly startLine: number; readonly endLine: number }[];
  };
}

/** How many of the sample's known problems the review found, at their very line. */
function countFound({ expected }: SeededPullRequest, run: StepRun): number {
  const attached = run.attachments.find(({ type }) => type === 'slipway.result');
  const result = JSON.parse(attached?.content.toString('utf8') ?? '{}') as ResultFile;
  const findings = result.examination?.findings ?? [];
  return expected.filter(({ path: file, line }) =>
    findings.some((finding) => finding.path === file && finding.startLine <= line && line <= finding.endLine),
  ).length;
}
