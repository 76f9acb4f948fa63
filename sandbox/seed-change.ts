import type { SandboxRepository } from './azure-devops/azure-devops.ts';
import { applyEdits, type Edit } from './sample/commits.ts';
import { daysLater, daysUntil } from './sample/days-later.ts';
import { commitStream, importStream, runGit } from './sample/fast-import.ts';
import { jonas, mara, type Person } from './sample/people.ts';
import type { Sandbox } from './sandbox.ts';

/** A pull request of one commit into main. */
interface NewChange {
  readonly branch: string;
  readonly title: string;
  readonly description: string;
  readonly author: Person;
  readonly at: string;
  readonly edits: readonly Edit[];
}

/** Nothing in it names a ticket. */
export const healthChange: NewChange = {
  branch: 'chore/health-uptime',
  title: 'Say in /health how long the service has been up',
  description: 'After a deployment nobody could see whether the new process answers already.',
  author: jonas,
  at: '2026-03-10T09:20:00+01:00',
  edits: [
    {
      path: 'src/routes/health.ts',
      from: 'body: { healthy: true } };',
      to: 'body: { healthy: true, uptimeSeconds: Math.floor(process.uptime()) } };',
    },
  ],
};

export const postcodeChange: NewChange = {
  branch: 'fix/PARCEL-43-postcode-spaces',
  title: 'Take postcodes with spaces around them',
  description: 'Browsers fill them in like that.',
  author: mara,
  at: '2026-03-10T13:45:00+01:00',
  edits: [
    {
      path: 'src/domain/address.ts',
      from: '!postcode.test(address.postcode)',
      to: '!postcode.test(address.postcode.trim())',
    },
  ],
};

export interface OpenedChange {
  readonly id: number;
  /** Full refs. */
  readonly source: string;
  readonly target: string;
  readonly title: string;
}

/** What a person does: pushes a branch off main, of the days before `now`, and opens a pull request. */
export async function openChange(
  { azureDevOps, now }: Pick<Sandbox, 'azureDevOps' | 'now'>,
  repository: SandboxRepository,
  { branch, title, description, author, at, edits }: NewChange,
): Promise<OpenedChange> {
  const git = (...args: readonly string[]) => runGit('git', repository.gitDir, args);
  const parent = await git('rev-parse', 'refs/heads/main');
  const paths = [...new Set(edits.map((edit) => edit.path))];
  const before = await Promise.all(
    paths.map(async (path) => [path, `${await git('show', `${parent}:${path}`)}\n`] as const),
  );
  const [source, target] = [`refs/heads/${branch}`, 'refs/heads/main'];
  const stream = commitStream({
    ...{ ref: source, mark: 1, parent, message: `${title}\n`, by: author, at: daysLater(at, daysUntil(now())) },
    files: applyEdits(new Map(before), edits, title),
  });
  await importStream('git', repository.gitDir, stream);
  await azureDevOps.refreshPullRequests(repository);
  const request = { ...repository, source, target, title, description, author: { displayName: author.name } };
  const { id } = await azureDevOps.createPullRequest(request);
  return { id, source, target, title };
}
