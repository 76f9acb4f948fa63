import { execFile } from 'node:child_process';
import { cpSync, mkdirSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import { parse, stringify } from 'yaml';
import type { Sandbox } from '../../sandbox/sandbox.ts';
import { findBlocks } from './contract/markdown.ts';
import { pipelineFiles } from './contract/shipped-pipelines.ts';
import { readText, root } from './contract/shipped.ts';

const execute = promisify(execFile);

/** The repository Platform/slipway-pipelines, with what people copy into it. */
export async function pushTemplates(
  sandbox: Sandbox,
  organisation: string,
  /** Of files for a while. */
  source: string,
): Promise<void> {
  const templates = sandbox.azureDevOps.createRepository({
    organisation,
    project: 'Platform',
    repository: 'slipway-pipelines',
  });
  for (const file of pipelineFiles) {
    mkdirSync(path.dirname(path.join(source, file)), { recursive: true });
    cpSync(path.join(root, file), path.join(source, file));
  }
  const git = (...args: readonly string[]) => execute('git', ['-C', source, ...args]);
  await git('init', '--quiet', '--initial-branch=main');
  await git('add', '--all');
  const by = ['-c', 'user.name=Ada', '-c', 'user.email=ada@example.com'];
  await git(...by, 'commit', '--quiet', '--message', 'Copy the pipelines of Slipway');
  await git('push', '--quiet', templates.gitDir, 'main');
}

/** The files of the documents by name, with other parameters; one that is undefined is left out. */
export function consumerFiles(given: (name: string) => Readonly<Record<string, unknown>>): ReadonlyMap<string, string> {
  const samples = findBlocks(readText('docs/pipelines.md'), 'yaml').flatMap((text) => {
    const name = /^# \.azure\/([\w-]+)\.yml/.exec(text)?.[1];
    return name === undefined ? [] : [{ name, text }];
  });
  return new Map(
    samples.map(({ name, text }) => {
      const file = parse(text) as { readonly extends: { readonly parameters: Readonly<Record<string, unknown>> } };
      const parameters = { ...file.extends.parameters, ...given(name) };
      return [name, stringify({ ...file, extends: { ...file.extends, parameters } }, { keepUndefined: false })];
    }),
  );
}
