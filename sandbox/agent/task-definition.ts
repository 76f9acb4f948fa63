import { readFile } from 'node:fs/promises';
import path from 'node:path';

export interface TaskInput {
  readonly name: string;
  readonly type?: string;
  readonly defaultValue?: string | boolean | number;
  readonly aliases?: readonly string[];
}

export interface TaskRestrictions {
  readonly commands?: { readonly mode?: string };
  readonly settableVariables?: { readonly allowed?: readonly string[] };
}

/** What the agent reads in task.json. */
export interface TaskDefinition {
  readonly id: string;
  readonly name: string;
  readonly friendlyName?: string;
  readonly description?: string;
  readonly author?: string;
  readonly helpUrl?: string;
  readonly helpMarkDown?: string;
  readonly version: {
    readonly Major: number | string;
    readonly Minor: number | string;
    readonly Patch: number | string;
  };
  readonly inputs?: readonly TaskInput[];
  readonly outputVariables?: readonly { readonly name: string }[];
  readonly restrictions?: TaskRestrictions;
  readonly execution?: Readonly<Record<string, { readonly target: string; readonly workingDirectory?: string }>>;
}

export function versionOf({ version }: TaskDefinition): string {
  return `${version.Major}.${version.Minor}.${version.Patch}`;
}

export async function readTaskDefinition(taskFolder: string): Promise<TaskDefinition> {
  const text = await readFile(path.join(taskFolder, 'task.json'), 'utf8');
  return JSON.parse(text.replace(/^\uFEFF/, '')) as TaskDefinition;
}
