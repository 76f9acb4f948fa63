import type { SandboxRepository } from './azure-devops/azure-devops.ts';
import type { Sandbox } from './sandbox.ts';

/** A person at the pages of Azure DevOps. */
export interface Person {
  /** Whether the newest AI review of a pull request succeeded. */
  isApproved(id: number): Promise<boolean>;
  /** The newest commit of a pull request. */
  readCommit(id: number): Promise<string>;
  /** Presses the button that merges, and waits; gives the merge commit. */
  complete(id: number): Promise<string>;
}

interface Wire {
  readonly status: string;
  readonly lastMergeSourceCommit: { readonly commitId: string };
  readonly lastMergeCommit?: { readonly commitId: string };
}

interface WireStatus {
  readonly state: string;
  readonly context: { readonly genre?: string; readonly name: string };
}

export function createPerson(sandbox: Sandbox, repository: SandboxRepository, name: string): Person {
  const { azureDevOps, azureService } = sandbox;
  const { organisation, project, id: repositoryId } = repository;
  const token = azureDevOps.issueToken({ organisation, identity: { displayName: name } });

  async function call<Answer>(method: string, id: number, tail: string, body?: unknown): Promise<Answer> {
    const route = `${organisation}/${encodeURIComponent(project)}/_apis/git/repositories/${repositoryId}/pullRequests/${id}${tail}`;
    const answer = await fetch(`${azureService.url}/${route}?api-version=7.1`, {
      method,
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    if (!answer.ok) throw new Error(`${method} ${route} was answered ${answer.status}: ${await answer.text()}`);
    return (await answer.json()) as Answer;
  }

  return {
    async isApproved(id) {
      const { value } = await call<{ value: readonly WireStatus[] }>('GET', id, '/statuses');
      const ours = value.filter(({ context }) => context.genre === 'slipway' && context.name === 'ai-review');
      return ours.at(-1)?.state === 'succeeded';
    },

    async readCommit(id) {
      const { lastMergeSourceCommit } = await call<Wire>('GET', id, '');
      return lastMergeSourceCommit.commitId;
    },

    async complete(id) {
      const { lastMergeSourceCommit } = await call<Wire>('GET', id, '');
      const completionOptions = { mergeStrategy: 'squash', deleteSourceBranch: true };
      await call('PATCH', id, '', { status: 'completed', lastMergeSourceCommit, completionOptions });
      await azureDevOps.settle();
      const { status, lastMergeCommit } = await call<Wire>('GET', id, '');
      if (status !== 'completed') throw new Error(`Pull request ${id} is ${status} after it was completed.`);
      return lastMergeCommit?.commitId ?? '';
    },
  };
}
