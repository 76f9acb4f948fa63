import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';
import type { SandboxRepository } from '../../sandbox/azure-devops/azure-devops.ts';
import { answerWith, type Responder, toolCall } from '../../sandbox/claude/scripted-answer.ts';
import type { TrafficEntry } from '../../sandbox/core/traffic.ts';
import { type SeededPullRequest, seedSample } from '../../sandbox/seed-sample.ts';
import type { BenchOptions } from './bench-options.ts';
import { type BenchWorld, startBenchWorld } from './bench-world.ts';
import type { Figure } from './figure.ts';
import { renderTwoBlocks } from './two-blocks.ts';

const run = promisify(execFile);
const bytes = (text: string): number => Buffer.byteLength(text);

/** What is sent to the model for the sample's pull requests: it is what a review costs. */
export async function measurePrompts({ folder }: BenchOptions): Promise<Figure[]> {
  const world = await startBenchWorld(path.join(folder, 'prompts'));
  try {
    const { repository, pullRequests } = await seedSample(world.sandbox);
    world.sandbox.claude.script(lookAround);
    const shown: Shown[] = [];
    for (const pullRequest of pullRequests) shown.push(await show(world, repository, pullRequest));
    const sum = (of: (one: Shown) => number) => shown.reduce((total, one) => total + of(one), 0);
    const [first] = world.sandbox.claude.requests;
    const ours = sum((one) => bytes(one.diff));
    const note = `${pullRequests.length} pull requests of the sample, the files that are shown`;
    return [
      {
        measure: 'system prompt and tools',
        unit: 'bytes',
        ours: bytes(JSON.stringify(first?.body['system'])) + bytes(JSON.stringify(first?.body['tools'])),
        limit: { atMost: 8_000 },
        note: 'as JSON in the request; the same in every request',
      },
      diffFigure(
        'diff, next to git diff -U3',
        ours,
        sum((one) => bytes(one.gitDiff3)),
        note,
      ),
      diffFigure(
        'diff, next to git diff -U8',
        ours,
        sum((one) => bytes(one.gitDiff8)),
        `${note}; the same context`,
      ),
      {
        ...diffFigure(
          'diff, next to two blocks a hunk',
          ours,
          sum((one) => bytes(one.twoBlocks)),
          '',
        ),
        limit: { atMost: 0.75 },
        note: `${note}; the same context in a numbered block with the new lines and one with the old ones`,
      },
      {
        measure: 'pure rename',
        unit: 'bytes',
        ours: Math.max(...shown.flatMap(({ renames }) => renames.map(bytes))),
        limit: { atMost: 200 },
        note: 'all that is said of a file that was only moved',
      },
      {
        measure: 'follow-up requests from the cache',
        unit: '%',
        ours: shareFromCache(world.sandbox.traffic.entries),
        limit: { atLeast: 80 },
        note: "of their input tokens, by the stand-in's own bill; three tool calls in each conversation",
      },
    ];
  } finally {
    await world.close();
  }
}

const diffFigure = (measure: string, ours: number, peer: number, note: string): Figure => ({
  measure,
  unit: 'bytes',
  ours,
  peer,
  note,
});

/** Three tool calls as a reviewer makes them, then the answer. */
const lookAround: Responder = ({ messages }) => {
  const turn = (messages.length - 1) / 2;
  const search = { fixed: true, ignoreCase: false, glob: null };
  if (turn === 0) return toolCall('Grep', { ...search, pattern: 'Cents' });
  if (turn === 1) return toolCall('Read', { path: 'src/pricing.ts', startLine: null, endLine: null });
  if (turn === 2) return toolCall('Glob', { pattern: 'tests/**' });
  return answerWith({ findings: [] });
};

/** The same files of one pull request in several forms. */
interface Shown {
  /** As the model saw them. */
  readonly diff: string;
  readonly gitDiff3: string;
  readonly gitDiff8: string;
  readonly twoBlocks: string;
  /** What the prompt says of each file that was only moved. */
  readonly renames: readonly string[];
}

async function show(world: BenchWorld, repository: SandboxRepository, pullRequest: SeededPullRequest): Promise<Shown> {
  const before = world.sandbox.claude.requests.length;
  // A pull request with conflicts has no merge preview; this way all can be reviewed.
  await world.review({ repository, pullRequest, checkout: 'manual', fetchDepth: 0 });
  const prompts = world.sandbox.claude.requests
    .slice(before)
    .map(({ body }) => body['messages'] as readonly unknown[])
    .filter(({ length }) => length === 1)
    .map(textOf);
  const diff = prompts.map((prompt) => /<diff>\n([^]*)\n<\/diff>/.exec(prompt)?.[1] ?? '').join('\n');
  const paths = [...diff.matchAll(/^=== file: (.+?) \(/gm)].map(([, file = '']) => file);
  const { gitDir } = repository;
  const range = `${pullRequest.target}...${pullRequest.source}`;
  const git = async (context: number) => {
    // Renames are seen only when both names are compared, so the whole is read and the files are picked from it.
    const args = ['-C', gitDir, 'diff', '-M', `-U${context}`, range];
    const { stdout } = await run('git', args, { maxBuffer: 1 << 28 });
    const files = stdout.split(/^(?=diff --git )/m);
    return files.filter((file) => paths.some((one) => file.includes(` b/${one}\n`))).join('');
  };
  const gitDiff8 = await git(8);
  const renames = [...(prompts[0] ?? '').matchAll(/^\S+ \(renamed from .*not shown$/gm)].map(([line]) => `${line}\n`);
  return { diff, gitDiff3: await git(3), gitDiff8, twoBlocks: renderTwoBlocks(gitDiff8), renames };
}

/** The text of a conversation's one message. */
function textOf([message]: readonly unknown[]): string {
  const { content } = message as { content: string | readonly { text?: string }[] };
  return typeof content === 'string' ? content : content.map(({ text = '' }) => text).join('');
}

interface InputTokens {
  readonly input_tokens: number;
  readonly cache_read_input_tokens: number;
  readonly cache_creation_input_tokens: number;
}

/** Per cent of the input tokens of all requests that go on with a conversation. */
function shareFromCache(entries: readonly TrafficEntry[]): number {
  let read = 0;
  let all = 0;
  for (const { _service, request, response } of entries) {
    const { messages = [] } =
      _service === 'anthropic' ? (JSON.parse(request.postData?.text ?? '{}') as { messages?: unknown[] }) : {};
    if (messages.length < 2) continue;
    const start = /^data: (\{"type":"message_start".*)$/m.exec(response.content.text)?.[1] ?? '{}';
    const { usage } = (JSON.parse(start) as { message: { usage: InputTokens } }).message;
    read += usage.cache_read_input_tokens;
    all += usage.input_tokens + usage.cache_read_input_tokens + usage.cache_creation_input_tokens;
  }
  return (100 * read) / all;
}
