import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { after, before } from 'mocha';
import { runTaskStep } from '../../../sandbox/agent/run-task-step.ts';
import type { StepRun, TaskStep } from '../../../sandbox/agent/task-step.ts';

interface Fixture {
  /** The text of index.js: CommonJS, with `emit(line)` at hand. */
  readonly script: string;
  /** Laid over a small task.json. */
  readonly task?: Readonly<Record<string, unknown>>;
}

interface Fixtures {
  /** Runs a small task that is written for this call. */
  run(fixture: Fixture | string, step?: Partial<TaskStep>): Promise<StepRun>;
  /** The agent's work folder of these tests. */
  readonly workFolder: string;
  folder(fixture: Fixture): Promise<string>;
}

const prelude = `const emit = (line) => process.stdout.write(line + '\\n');\n`;

export const execution = { Node20_1: { target: 'index.js' }, Node24: { target: 'index.js' } };

/** A temporary folder for the tests of one `describe`, with small tasks in it. */
export function fixtureTasks(): Fixtures {
  let root = '';
  let count = 0;
  before(async () => {
    root = await mkdtemp(path.join(os.tmpdir(), 'sandbox-agent-'));
  });
  after(() => rm(root, { recursive: true, force: true }));
  const folder = async ({ script, task }: Fixture) => {
    const directory = path.join(root, `task-${(count += 1)}`);
    await mkdir(directory);
    const definition = {
      id: '7d0c3c58-9c0e-4a8e-9a4b-2f6a4a1c0e11',
      name: 'Fixture',
      version: { Major: 1, Minor: 2, Patch: 3 },
      execution,
      ...task,
    };
    await writeFile(path.join(directory, 'task.json'), JSON.stringify(definition));
    await writeFile(path.join(directory, 'index.js'), prelude + script);
    return directory;
  };
  return {
    folder,
    get workFolder() {
      return path.join(root, 'work');
    },
    async run(fixture, step = {}) {
      const taskFolder = await folder(typeof fixture === 'string' ? { script: fixture } : fixture);
      const workFolder = path.join(root, 'work');
      return runTaskStep({ inputs: {}, variables: {}, endpoints: {}, taskFolder, workFolder, ...step });
    },
  };
}
