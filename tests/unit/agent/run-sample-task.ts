import { type ChildProcess, spawn } from 'node:child_process';
import { copyFileSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'esbuild';
import { type Command, parseCommand } from './agent-parser.ts';

const fixture = join(import.meta.dirname, '../../fixtures/agent-task');

export const connectionId = '1c4bbeb3-8d4b-4dd1-9a4c-0a7f0a0a0a0a';

export interface SampleRun {
  readonly output: string;
  readonly commands: readonly Command[];
  readonly result: string | undefined;
  readonly message: string;
  readonly issues: readonly string[];
  readonly milliseconds: number;
  readonly exitCode: number | null;
  readonly tempDirectory: string;
  /** Result files and pages by name. */
  readonly files: ReadonlyMap<string, string>;
}

export interface SampleTask {
  run(options: SampleOptions): Promise<SampleRun>;
  dispose(): void;
}

export interface SampleOptions {
  readonly inputs?: Readonly<Record<string, string>>;
  readonly env?: Readonly<Record<string, string>>;
  /** A fresh one without. */
  readonly tempDirectory?: string;
  /** Called once the task has printed "ready". */
  readonly whenReady?: (child: ChildProcess) => void;
}

/** Bundles the fixture task into a folder of its own, as it would ship. */
export async function buildSampleTask(): Promise<SampleTask> {
  const folder = mkdtempSync(join(tmpdir(), 'slipway-sample-'));
  const outfile = join(folder, 'index.js');
  await build({ entryPoints: [join(fixture, 'index.ts')], outfile, bundle: true, platform: 'node', target: 'node20' });
  copyFileSync(join(fixture, 'task.json'), join(folder, 'task.json'));
  return {
    // task-lib keeps the key of its vault in the temporary directory: tasks that run at once must not share one.
    run: (options) => runProgram(outfile, options.tempDirectory ?? mkdtempSync(join(folder, 'temp-')), options),
    dispose: () => rmSync(folder, { recursive: true }),
  };
}

function createEnvironment(tempDirectory: string, { inputs, env }: SampleOptions): Record<string, string> {
  const all = {
    claudeConnection: connectionId,
    mode: 'inline',
    count: '10',
    budget: '2.00',
    dryRun: 'false',
    ...inputs,
  };
  return {
    PATH: process.env['PATH'] ?? '',
    AGENT_TEMPDIRECTORY: tempDirectory,
    SYSTEM_COLLECTIONURI: 'https://dev.azure.com/acme/',
    SYSTEM_TEAMPROJECT: 'Blue Sky',
    BUILD_BUILDID: '42',
    ENDPOINT_AUTH_PARAMETER_SYSTEMVSSCONNECTION_ACCESSTOKEN: 'job-token/with+signs?',
    [`ENDPOINT_URL_${connectionId}`]: 'https://api.anthropic.com/',
    [`ENDPOINT_AUTH_SCHEME_${connectionId}`]: 'Token',
    [`ENDPOINT_AUTH_PARAMETER_${connectionId}_APITOKEN`]: 'sk-ant-"quoted" & 100%ünsafe',
    ...Object.fromEntries(Object.entries(all).map(([name, value]) => [`INPUT_${name.toUpperCase()}`, value])),
    ...env,
  };
}

async function runProgram(program: string, tempDirectory: string, options: SampleOptions): Promise<SampleRun> {
  const started = performance.now();
  const env = createEnvironment(tempDirectory, options);
  const child = spawn(process.execPath, [program], {
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: 15_000,
    killSignal: 'SIGKILL',
  });
  const chunks: Record<'stdout' | 'stderr', string> = { stdout: '', stderr: '' };
  let isReady = false;
  for (const name of ['stdout', 'stderr'] as const) {
    child[name].setEncoding('utf8').on('data', (chunk: string) => {
      chunks[name] += chunk;
      if (isReady || !chunks.stdout.includes('ready\n')) return;
      isReady = true;
      options.whenReady?.(child);
    });
  }
  const exitCode = await new Promise<number | null>((resolve) => child.once('close', resolve));
  const output = `${chunks.stdout}\n${chunks.stderr}`;
  const commands = output.split(/\r\n|\r|\n/).flatMap((line) => parseCommand(line) ?? []);
  const completed = commands.filter(({ name }) => name === 'task.complete');
  const folder = join(tempDirectory, 'slipway');
  return {
    output,
    commands,
    result: completed.map(({ properties }) => properties['result']).join() || undefined,
    message: completed.map(({ data }) => data).join(),
    issues: commands
      .filter(({ name }) => name === 'task.logissue' || name === 'task.issue')
      .map(({ properties, data }) => `${properties['type'] ?? ''}: ${data}`),
    milliseconds: performance.now() - started,
    exitCode,
    tempDirectory,
    files: new Map(listFiles(folder).map((name) => [name, readFileSync(join(folder, name), 'utf8')])),
  };
}

function listFiles(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}
