import { access, mkdtemp, readdir, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { runTaskStep } from './run-task-step.ts';
import { SecretMasker } from './secret-masker.ts';
import { parseTaskCommandLine, taskHelp, UsageError, type TaskCommandLine } from './task-command-line.ts';
import type { StepRun } from './task-step.ts';

interface Terminal {
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly print: (line: string) => void;
  readonly printError: (line: string) => void;
  /** Cancels the job. */
  readonly signal: AbortSignal;
}

/** `npm run task`: runs a built task, prints its log and then its outputs. Gives the exit status. */
export async function runTaskCommand(terminal: Terminal): Promise<number> {
  try {
    const line = parseTaskCommandLine(terminal.args, terminal.env);
    if (line.help) {
      terminal.print(taskHelp.trimEnd());
      return 0;
    }
    const taskFolder = await findTask(line);
    const run = await runIn(line, taskFolder, terminal);
    for (const row of summaryOf(run, maskerOf(line, run))) terminal.print(row);
    return run.result === 'Failed' || run.result === 'Canceled' ? 1 : 0;
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    terminal.printError(`${error.message}\nnpm run task -- --help tells more.`);
    return 2;
  }
}

async function findTask({ tasks, name }: TaskCommandLine): Promise<string> {
  const names = await readdir(tasks).catch(() => undefined);
  if (!names) throw new UsageError(`There are no built tasks in ${tasks}: run "npm run build" first.`);
  const found = names.find((candidate) => candidate.toLowerCase() === name.toLowerCase());
  if (found === undefined)
    throw new UsageError(`There is no task ${name} in ${tasks}, only ${names.sort().join(', ')}.`);
  return path.join(tasks, found);
}

async function runIn(line: TaskCommandLine, taskFolder: string, terminal: Terminal): Promise<StepRun> {
  if (line.sources !== undefined) {
    await access(line.sources).catch(() => {
      throw new UsageError(`There is no folder ${line.sources ?? ''}.`);
    });
  }
  const temporary = line.work === undefined ? await mkdtemp(path.join(os.tmpdir(), 'slipway-task-')) : undefined;
  const sources = line.sources === undefined ? {} : { 'Build.SourcesDirectory': path.resolve(line.sources) };
  try {
    return await runTaskStep({
      taskFolder,
      inputs: line.inputs,
      variables: { ...sources, ...line.variables },
      endpoints: line.endpoints,
      workFolder: temporary ?? path.resolve(line.work ?? '.'),
      signal: terminal.signal,
      onLine: terminal.print,
      ...(line.node === undefined ? {} : { node: line.node }),
      ...(line.timeoutMs === undefined ? {} : { timeoutMs: line.timeoutMs }),
    });
  } finally {
    if (temporary !== undefined) await rm(temporary, { recursive: true, force: true });
  }
}

function maskerOf({ variables, endpoints }: TaskCommandLine, run: StepRun): SecretMasker {
  const masker = new SecretMasker();
  for (const { value, secret } of Object.values(variables)) if (secret) masker.add(value);
  for (const { authorization } of Object.values(endpoints)) {
    for (const value of Object.values(authorization.parameters)) masker.add(value);
  }
  for (const secret of run.secretsSet) masker.add(secret);
  return masker;
}

function summaryOf(run: StepRun, masker: SecretMasker): string[] {
  const outputs = Object.entries(run.outputs).map(([name, value]) => [name, oneLine(masker.mask(value))]);
  const attachments = run.attachments.map(({ type, name, content }) => [type, name, `${content.length} bytes`]);
  const seconds = (run.durationMs / 1000).toFixed(1);
  return [
    '',
    `${run.result} in ${seconds} s${run.message === undefined ? '' : `: ${oneLine(run.message)}`}`,
    ...titled('Outputs', outputs),
    ...titled('Attachments', attachments),
  ];
}

function titled(title: string, rows: readonly (readonly string[])[]): string[] {
  return rows.length === 0 ? [] : ['', title, ...alignedRows(rows).map((row) => `  ${row}`)];
}

/** Columns as wide as their widest cell. */
function alignedRows(rows: readonly (readonly string[])[]): string[] {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  return rows.map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd(),
  );
}

/** A task's text on one line, without what a terminal would obey. */
function oneLine(text: string): string {
  return text.replace(/[\0-\x1f\x7f-\x9f]/g, (c) => JSON.stringify(c).slice(1, -1));
}
