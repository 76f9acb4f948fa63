import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { playRelease } from '../../sandbox/play-release.ts';
import { startSandbox } from '../../sandbox/sandbox.ts';
import { seedSample } from '../../sandbox/seed-sample.ts';
import { tasksRoot } from './built-tasks.ts';

/** The addresses of pages of a sandbox in which a release was played. */
export interface PlayedRelease {
  readonly azureDevOps: string;
  readonly jira: string;
  /** Path of the page of releases. */
  readonly releases: string;
  readonly close: () => Promise<void>;
}

/** Plays a release on the sample. Nothing was reviewed before, so a person merges all that nobody reviewed. */
export async function playSampleRelease(): Promise<PlayedRelease> {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'slipway-played-'));
  const sandbox = await startSandbox({ folder: path.join(folder, 'state') });
  const seeded = await seedSample(sandbox);
  const printed: string[] = [];
  const options = { folder, apiKey: undefined, tasksFolder: tasksRoot, print: (line: string) => printed.push(line) };
  if (!(await playRelease(sandbox, seeded, options))) throw new Error(printed.join('\n'));
  const { organisation, project, repository } = seeded.repository;
  return {
    azureDevOps: sandbox.azureService.url,
    jira: sandbox.jira.siteUrl(),
    releases: `/${organisation}/${project}/_git/${repository}/releases`,
    async close() {
      await sandbox.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
