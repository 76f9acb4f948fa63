import path from 'node:path';
import type { StepRun } from './agent/task-step.ts';
import { LINE_WIDTH, wrapLines } from './play-lines.ts';
import { claudeConnection, CLAUDE_CONNECTION } from './review-run.ts';
import type { Sandbox } from './sandbox.ts';
import { jiraConnection } from './seed-board.ts';
import type { Seeded } from './seed-sample.ts';
import { runTask, type TaskRun } from './task-run.ts';

export interface PlayOptions {
  readonly folder: string;
  /** Makes the reviews and the drafts of tickets real. */
  readonly apiKey: string | undefined;
  readonly print: (line: string) => void;
  /** Ends the playing between two steps, and the one that runs. */
  readonly signal?: AbortSignal;
  /** The built tasks; dist/tasks when left out. */
  readonly tasksFolder?: string;
}

/** Where a built task is. */
export const taskFolderOf = ({ tasksFolder = DIST }: PlayOptions, name: string): string => path.join(tasksFolder, name);

const DIST = path.join(import.meta.dirname, '../dist/tasks');

/** A step that went wrong; the message is its log. */
export class StepFailed extends Error {
  override readonly name = 'StepFailed';
}

/** Ids of runs, apart from those of the reviews. */
const FIRST_RUN = 100;

/** Runs built tasks one after the other and says what each did. */
export class Steps {
  readonly #sandbox: Sandbox;
  readonly #seeded: Seeded;
  readonly #options: PlayOptions;
  readonly #connections: TaskRun['connections'];
  #count = 0;

  constructor(sandbox: Sandbox, seeded: Seeded, options: PlayOptions) {
    const { apiKey } = options;
    const real = apiKey === undefined ? undefined : { url: 'https://api.anthropic.com', apiKey };
    this.#sandbox = sandbox;
    this.#seeded = seeded;
    this.#options = options;
    this.#connections = { [CLAUDE_CONNECTION]: claudeConnection(sandbox, real), jira: jiraConnection(sandbox.jira) };
  }

  /** Says a step, does it, and says how it ended. */
  async say<Result>(what: string, work: () => Promise<{ result: Result; message: string }>): Promise<Result> {
    this.#options.signal?.throwIfAborted();
    this.#count += 1;
    this.#print(what, `${String(this.#count).padStart(2)}  `);
    const start = performance.now();
    const { result, message } = await work();
    this.#print(`${message} (${((performance.now() - start) / 1000).toFixed(1)} s)`, '    ');
    return result;
  }

  /** Runs a task; throws StepFailed when it does not succeed. */
  task(
    name: string,
    what: string,
    { inputs, ...over }: Pick<TaskRun, 'inputs' | 'subject' | 'fetchDepth'>,
  ): Promise<StepRun> {
    const { folder, signal } = this.#options;
    return this.say(`${name}: ${what}`, async () => {
      const run = await runTask({
        sandbox: this.#sandbox,
        repository: this.#seeded.repository,
        taskFolder: taskFolderOf(this.#options, name),
        workFolder: path.join(folder, 'release', String(this.#count)),
        name: 'step',
        buildId: FIRST_RUN + this.#count,
        connections: this.#connections ?? {},
        inputs,
        ...over,
        ...(signal ? { signal } : {}),
      });
      signal?.throwIfAborted();
      if (run.result !== 'Succeeded') throw new StepFailed(run.log);
      return { result: run, message: run.message ?? run.result };
    });
  }

  #print(text: string, indent: string): void {
    const { print } = this.#options;
    wrapLines(text, LINE_WIDTH - indent.length).forEach((line, index) =>
      print((index === 0 ? indent : ' '.repeat(indent.length)) + line),
    );
  }
}
