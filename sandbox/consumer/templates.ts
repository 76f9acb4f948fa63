import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { AzureDevOps } from '../azure-devops/azure-devops.ts';
import { daysLater } from '../sample/days-later.ts';
import { commitStream, importStream } from '../sample/fast-import.ts';
import { mara } from '../sample/people.ts';

const root = path.join(import.meta.dirname, '../..');

/** Paths of the templates that people extend, and of the parts that these include. */
export const pipelineFiles: readonly string[] = readdirSync(path.join(root, 'pipelines'), {
  recursive: true,
  encoding: 'utf8',
})
  .map((file) => `pipelines/${file.replaceAll('\\', '/')}`)
  .filter((file) => file.endsWith('.yml'))
  .sort();

/** The repository Platform/slipway-pipelines of the documents, with a copy of the templates of so many days later. */
export async function pushTemplates(azureDevOps: AzureDevOps, organisation: string, days = 0): Promise<void> {
  const name = { organisation, project: 'Platform', repository: 'slipway-pipelines' };
  const { gitDir } = azureDevOps.createRepository(name);
  const files = pipelineFiles.map((file) => [file, readFileSync(path.join(root, file), 'utf8')] as const);
  const commit = { ref: 'refs/heads/main', mark: 1, message: 'Copy the pipelines of Slipway\n', by: mara };
  await importStream(
    'git',
    gitDir,
    commitStream({ ...commit, at: daysLater('2026-02-24T09:00:00+01:00', days), files }),
  );
}
