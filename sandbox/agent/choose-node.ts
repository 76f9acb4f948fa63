import { existsSync } from 'node:fs';
import { nodeBinary } from '../../scripts/nodes.ts';
import { isTrue, type Knobs } from './knobs.ts';
import type { TaskDefinition } from './task-definition.ts';

/** By rising priority number: the first that a task has is taken. */
const handlers = ['Node24', 'Node20_1', 'Node16', 'Node10', 'Node'] as const;

export type Handler = (typeof handlers)[number];

interface ChosenHandler {
  readonly handler: Handler;
  readonly target: string;
  readonly workingDirectory: string;
}

/** The handler that the agent takes; undefined when the task has none for Node. Unknown keys are ignored. */
export function chooseHandler(task: TaskDefinition): ChosenHandler | undefined {
  const keys = Object.keys(task.execution ?? {});
  for (const handler of handlers) {
    const key = keys.find((name) => name.toLowerCase() === handler.toLowerCase());
    const data = key === undefined ? undefined : task.execution?.[key];
    if (data) return { handler, target: data.target, workingDirectory: data.workingDirectory ?? '' };
  }
  return undefined;
}

export interface ChosenNode {
  readonly binary: string;
  readonly warnings: readonly string[];
}

/** Folders below the agent's externals, oldest first. */
const folders = ['node', 'node10', 'node16', 'node20_1', 'node24'] as const;
type Folder = (typeof folders)[number];

const folderOf: Readonly<Record<Handler, Folder>> = {
  Node24: 'node20_1',
  Node20_1: 'node20_1',
  Node16: 'node16',
  Node10: 'node10',
  Node: 'node',
};

/** The Node that runs a handler, by the agent's legacy selection. Throws what the step fails with. */
export function chooseNode(handler: Handler, knobs: Knobs, binaryOf: BinaryOf = installedBinary): ChosenNode {
  const forced = forcedFolder(handler, knobs);
  if (forced === 'node24' && binaryOf('node24') === undefined) {
    const warning = 'Node24 is not executable on this platform. Using Node20 instead.';
    return { ...locate('node20_1', knobs, binaryOf), warnings: [warning] };
  }
  return locate(forced, knobs, binaryOf);
}

function forcedFolder(handler: Handler, knobs: Knobs): Folder {
  if (isTrue(knobs('AGENT_USE_NODE24'))) return 'node24';
  if (isTrue(knobs('AGENT_USE_NODE20_1'))) return 'node20_1';
  if (isTrue(knobs('AGENT_USE_NODE10'))) return 'node10';
  if (handler === 'Node24' && isTrue(knobs('AGENT_USE_NODE24_WITH_HANDLER_DATA'))) return 'node24';
  return folderOf[handler];
}

function locate(folder: Folder, knobs: Knobs, binaryOf: BinaryOf): ChosenNode {
  const binary = binaryOf(folder);
  if (binary !== undefined) return { binary, warnings: [] };
  const wanted = knobs('AGENT_USE_NODE').toUpperCase();
  const newer = wanted === 'LTS' ? (['node20_1'] as const) : folders.slice(folders.indexOf(folder) + 1);
  const found = wanted === 'LTS' || wanted === 'UPGRADE' ? newer.map(binaryOf).find((b) => b !== undefined) : undefined;
  if (found === undefined) {
    throw new Error(`This step requires a node version that does not exist in the agent filesystem. Path: ${folder}`);
  }
  const instead = wanted === 'LTS' ? 'latest LTS version node20_1' : 'next available version';
  return { binary: found, warnings: [`Configured runner ${folder} is not available, ${instead} will be used.`] };
}

type BinaryOf = (folder: Folder) => string | undefined;

/** Current agents carry Node 20 and 24 only. */
function installedBinary(folder: Folder): string | undefined {
  if (folder !== 'node20_1' && folder !== 'node24') return undefined;
  try {
    const binary = nodeBinary(folder === 'node24' ? 24 : 20);
    return existsSync(binary) ? binary : undefined;
  } catch {
    return undefined;
  }
}
