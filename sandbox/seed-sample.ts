import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import type { SandboxRepository } from './azure-devops/azure-devops.ts';
import { createSampleRepository, type ExpectedFinding } from './sample/create-sample-repository.ts';
import type { Sandbox } from './sandbox.ts';

const run = promisify(execFile);

export interface SeededPullRequest {
  readonly id: number;
  /** Full refs. */
  readonly source: string;
  readonly target: string;
  readonly title: string;
  /** What there is to see, for people; empty for somebody's own repository. */
  readonly what: string;
  readonly expected: readonly ExpectedFinding[];
}

export interface Seeded {
  readonly repository: SandboxRepository;
  readonly pullRequests: readonly SeededPullRequest[];
}

/** Puts the sample repository and its six pull requests into the sandbox, with commits of so many days later. */
export async function seedSample({ azureDevOps }: Sandbox, days = 0): Promise<Seeded> {
  const name = { organisation: 'contoso', project: 'Parcels', repository: 'parcel-tracker' };
  azureDevOps.createOrganisation(name.organisation);
  const repository = azureDevOps.createRepository(name);
  const folder = await mkdtemp(path.join(os.tmpdir(), 'slipway-sample-'));
  try {
    const sample = await createSampleRepository({ directory: path.join(folder, 'sample.git'), days });
    await run('git', ['-C', repository.gitDir, 'fetch', '--quiet', sample.directory, '+refs/*:refs/*']);
    const pullRequests: SeededPullRequest[] = [];
    for (const { branch, target, title, description, author, what, expected } of sample.pullRequests) {
      const request = { ...name, source: branch, target, title, description, author: { displayName: author.name } };
      const { id } = await azureDevOps.createPullRequest(request);
      pullRequests.push({ id, source: `refs/heads/${branch}`, target: `refs/heads/${target}`, title, what, expected });
    }
    return { repository, pullRequests };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Puts two branches of somebody's own clone into the sandbox, as a pull request. The clone is only read. */
export async function seedOwn(
  { azureDevOps }: Sandbox,
  { clone, branch, base }: { readonly clone: string; readonly branch: string; readonly base: string },
): Promise<Seeded> {
  const repositoryName = path.basename(path.resolve(clone)).replace(/\.git$/, '') || 'repository';
  const name = { organisation: 'local', project: 'Local', repository: repositoryName };
  azureDevOps.createOrganisation(name.organisation);
  const repository = azureDevOps.createRepository(name, { defaultBranch: base });
  const refspecs = [base, branch].map((one) => `+refs/heads/${one}:refs/heads/${one}`);
  await run('git', ['-C', repository.gitDir, 'fetch', '--quiet', path.resolve(clone), ...refspecs]);
  const { stdout: title } = await run('git', ['-C', repository.gitDir, 'log', '-1', '--format=%s', branch]);
  const author = { displayName: 'You' };
  const { id } = await azureDevOps.createPullRequest({
    ...name,
    source: branch,
    target: base,
    title: title.trim(),
    author,
  });
  const request = {
    id,
    source: `refs/heads/${branch}`,
    target: `refs/heads/${base}`,
    title: title.trim(),
    what: '',
    expected: [],
  };
  return { repository, pullRequests: [request] };
}
