import assert from 'node:assert/strict';
import { afterEach, describe, it } from 'mocha';
import { createReleaseHost } from '../../../src/clients/azure-devops/release-host.ts';
import { startSandbox, stopSandboxes, type Sandbox } from '../sandbox-azure-devops/sandbox.ts';
import { failing } from './azure-harness.ts';
import { answer, placeOf, withService } from './release-harness.ts';

function memoryLog() {
  const said: string[] = [];
  const say = (text: string) => void said.push(text);
  const log = { debug: say, info: say, warn: say, error: say, group: <T>(_: string, work: () => Promise<T>) => work() };
  return { said, log };
}

/** A repository with main, a release branch and work items. */
async function started(token?: (sandbox: Sandbox) => string) {
  const sandbox = await startSandbox();
  const push = async (branch: string, file: string, base?: string) => {
    const { text } = await sandbox.call('POST', 'git/repositories/web/pushes', {
      body: {
        refUpdates: [{ name: `refs/heads/${branch}`, oldObjectId: '0'.repeat(40) }],
        commits: [
          {
            comment: branch,
            ...(base === undefined ? {} : { parents: [base] }),
            changes: [
              { changeType: 'add', item: { path: `/${file}` }, newContent: { content: 'x\n', contentType: 'rawtext' } },
            ],
          },
        ],
      },
    });
    return (JSON.parse(text) as { commits: { commitId: string }[] }).commits[0]!.commitId;
  };
  const main = await push('main', 'a.txt');
  const tip = await push('release/web/1.0.0', 'CHANGELOG.md', main);
  const items = [1, 2].map((n) => sandbox.azure.createWorkItem({ organisation: 'contoso', project: 'Shop Front', type: 'Task', title: `Item ${n}`, author: { displayName: 'Ada Doe' } }).id); // prettier-ignore
  const { said, log } = memoryLog();
  const host = createReleaseHost(placeOf(sandbox, token?.(sandbox)), log);
  return { sandbox, push, main, tip, items, said, host };
}

const request = (more: object = {}) => ({
  source: 'release/web/1.0.0',
  target: 'main',
  title: 'Release web 1.0.0',
  description: `Long ${'é👀'.repeat(400)}`,
  label: 'slipway-release',
  workItems: [] as number[],
  ...more,
});
const creation = ({ path, method }: { path: string; method: string }) =>
  method === 'POST' && path.endsWith('/pullrequests');

describe('Azure DevOps: the release pull request', () => {
  afterEach(stopSandboxes);

  it('is vouched for once with the same words', async () => {
    const { host, sandbox } = await started();
    const { id } = await host.createPullRequest(request());
    const release = host.openPullRequest(id);
    assert.equal(await release.vouch('web 1.0.0'), true);
    assert.equal(await release.vouch('web 1.0.0'), false);
    assert.equal(await release.vouch('web 1.0.1'), true);
    const { body } = await sandbox.call('GET', `git/repositories/web/pullRequests/${id}/statuses`);
    const statuses = (body as unknown as { value: { description: string; context: object }[] }).value;
    assert.deepEqual(
      statuses.map(({ description, context }) => [description, context]),
      [
        ['web 1.0.0', { genre: 'slipway', name: 'release' }],
        ['web 1.0.1', { genre: 'slipway', name: 'release' }],
      ],
    );
  });

  it('is opened whole, and found by its branches in every state', async () => {
    const { host, tip, items, sandbox } = await started();
    assert.deepEqual(await host.findPullRequests('release/web/1.0.0', 'main'), []);
    const opened = await host.createPullRequest(request({ workItems: items }));
    assert.equal(opened.status, 'active');
    assert.equal(opened.sourceCommit, tip);
    assert.equal(opened.mergeCommit, undefined);
    assert.deepEqual(opened.labels, ['slipway-release']);
    assert.equal(opened.description, request().description);
    const path = `git/repositories/web/pullRequests/${opened.id}`;
    const { body } = await sandbox.call('GET', `${path}?includeWorkItemRefs=true`);
    assert.deepEqual((body as unknown as { workItemRefs: { id: string }[] }).workItemRefs.map(({ id }) => Number(id)), items); // prettier-ignore
    await sandbox.call('PATCH', path, { body: { status: 'abandoned' } });
    const next = await host.createPullRequest(request());
    const found = await host.findPullRequests('release/web/1.0.0', 'main');
    assert.deepEqual(found.map(({ id, status }) => [id, status]), [[next.id, 'active'], [opened.id, 'abandoned']]); // prettier-ignore
    assert.equal(found[1]?.description, request().description);
  });

  for (const [what, kind] of [
    ['there is one', undefined],
    ['the answer was lost', 'lostAnswer'],
    ['the request was lost', 'reset'],
  ] as const)
    // prettier-ignore
    it(`is the active one when ${what}`, async () => {
      const { host, sandbox } = await started();
      if (kind !== undefined) sandbox.service.faults.add({ match: creation, fault: { kind }, times: 1 });
      const first = await host.createPullRequest(request());
      const again = await host.createPullRequest(request());
      assert.equal(again.id, first.id);
      assert.equal((await host.findPullRequests('release/web/1.0.0', 'main')).length, 1);
    });

  it('is opened without work items that are gone, with a warning', async () => {
    const { host, items, said } = await started();
    const opened = await host.createPullRequest(request({ workItems: [...items, 4711] }));
    assert.equal(opened.status, 'active');
    assert.match(said.join('\n'), /without its work items/);
  });

  it('is abandoned, also when the answer was lost', async () => {
    const { host, sandbox } = await started();
    const { id } = await host.createPullRequest(request());
    const update = ({ method }: { method: string }) => method === 'PATCH';
    sandbox.service.faults.add({ match: update, fault: { kind: 'lostAnswer' }, times: 1 });
    const release = host.openPullRequest(id);
    await release.abandon();
    assert.equal((await release.readState()).status, 'abandoned');
  });

  it('needs its branch, and the permission', async () => {
    const { host, sandbox } = await started();
    await assert.rejects(host.createPullRequest(request({ source: 'none' })), /none/);
    const reader = createReleaseHost(placeOf(sandbox, sandbox.tokenWith(['readCode'])), memoryLog().log);
    await assert.rejects(
      reader.createPullRequest(request()),
      failing('AZURE_DEVOPS_FORBIDDEN', /"Contribute to pull requests"/),
    );
  });

  it('takes text, label, work items, threads and properties, each once', async () => {
    const { host, items, sandbox } = await started();
    const { id } = await host.createPullRequest(request({ workItems: items.slice(0, 1) }));
    const open = host.openPullRequest(id);
    await open.writeText({ description: 'Shorter' });
    await open.writeText({ title: 'Release web 1.0.1' });
    await open.writeText({});
    for (const label of ['ready', 'ready', 'slipway-release']) await open.addLabel(label);
    await open.linkWorkItems(items);
    await open.linkWorkItems(items);
    await open.linkWorkItems([]);
    await open.createThread({ content: 'More', status: 'closed', properties: { 'slipway.release': 'notes' } });
    await open.writeProperty('slipway.release', '{}');
    const state = await open.readState();
    assert.deepEqual([state.title, state.description], ['Release web 1.0.1', 'Shorter']);
    assert.deepEqual([...state.labels].sort(), ['ready', 'slipway-release']);
    const { body } = await sandbox.call('GET', `git/repositories/web/pullRequests/${id}/workitems`);
    assert.equal(body.value.length, 2);
    assert.equal((await open.listThreads()).filter(({ isOwn, properties }) => isOwn && properties['slipway.release']).length, 1); // prettier-ignore
    assert.deepEqual(await open.readProperties(), { 'slipway.release': '{}' });
  });

  it('goes on without work items that may not be changed', async () => {
    const { host, items, said } = await started((one) => one.tokenWith(['readCode', 'contribute', 'contributeToPullRequests'])); // prettier-ignore
    const { id } = await host.createPullRequest(request());
    await host.openPullRequest(id).linkWorkItems([...items, 4711]);
    assert.equal(said.filter((line) => line.startsWith('Work item ')).length, 3);
    assert.match(said.join('\n'), /Edit work items in this node/);
  });

  it('links a work item once when the answer was lost', async () => {
    const { host, items, sandbox, said } = await started();
    const { id } = await host.createPullRequest(request());
    const links = ({ path, method }: { path: string; method: string }) => method === 'PATCH' && /workitems/i.test(path);
    sandbox.service.faults.add({ match: links, fault: { kind: 'lostAnswer' }, times: 1 });
    await host.openPullRequest(id).linkWorkItems(items);
    const { body } = await sandbox.call('GET', `git/repositories/web/pullRequests/${id}/workitems`);
    assert.equal(body.value.length, 2);
    assert.deepEqual(said, []);
  });

  it('says where its merge stands, whatever the service calls it', async () => {
    const states = [['succeeded', 'succeeded'], ['conflicts', 'conflicts'], ['rejectedByPolicy', 'rejectedByPolicy'], ['failure', 'failure'], ['queued', 'pending'], ['notSet', 'pending'], [undefined, 'pending'], ['new one', 'pending']] as const; // prettier-ignore
    for (const [mergeStatus, expected] of states) {
      const wire = {
        pullRequestId: 7,
        title: 't',
        status: 'active',
        sourceRefName: 'refs/heads/a',
        targetRefName: 'refs/heads/b',
        repository: { id: 'r', name: 'web', project: { id: 'p', name: 'Shop Front' } },
        mergeStatus,
        lastMergeCommit: { commitId: 'a'.repeat(40) },
      };
      await withService(
        () => answer(200, wire),
        async (client) => {
          const host = createReleaseHost({ client, repository: 'web' }, memoryLog().log);
          const state = await host.openPullRequest(7).readState();
          assert.equal(state.mergeStatus, expected);
          assert.equal(state.mergeCommit, undefined);
        },
      );
    }
  });
});

describe('Azure DevOps: what was merged', () => {
  afterEach(stopSandboxes);

  it('is found by the commit that it became, with its whole text', async () => {
    const { sandbox, push, host, main, items } = await started();
    const source = await push('feature/A-1', 'b.txt', main);
    const description = `Why ${'é👀'.repeat(400)}`;
    const { body } = await sandbox.call('POST', 'git/repositories/web/pullrequests', {
      body: {
        sourceRefName: 'refs/heads/feature/A-1',
        targetRefName: 'refs/heads/main',
        title: 'Add b',
        description,
        labels: [{ name: 'breaking' }],
        workItemRefs: [{ id: String(items[0]) }],
      },
    });
    const path = `git/repositories/web/pullRequests/${body.pullRequestId}`;
    await sandbox.call('PATCH', path, {
      body: { status: 'completed', lastMergeSourceCommit: { commitId: source }, completionOptions: { mergeStrategy: 'squash' } }, // prettier-ignore
    });
    await sandbox.azure.settle();
    const tip = (await host.readBranch('main')) ?? '';
    assert.notEqual(tip, main);
    const found = await host.findMerged('main', [main, tip, tip]);
    assert.deepEqual([...found.keys()], [tip]);
    const { completedAt, authorId, ...merged } = found.get(tip)!;
    assert.equal(authorId, (await host.openPullRequest(merged.id).readState()).authorId);
    assert.notEqual(authorId, '');
    assert.match(completedAt, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
    assert.deepEqual(merged, {
      id: body.pullRequestId,
      title: 'Add b',
      description,
      sourceRef: 'refs/heads/feature/A-1',
      author: 'Ada Doe',
      labels: ['breaking'],
      workItems: [items[0]],
      mergedOnto: main,
      mergeCommit: tip,
    });
    assert.equal((await host.findMerged('other', [tip])).size, 0);
    assert.equal((await host.findMerged('main', [])).size, 0);
    assert.equal(await host.readBranch('none'), undefined);
  });

  const wire = (pullRequestId: number, more: object = {}) => ({
    pullRequestId,
    title: `Change ${pullRequestId}`,
    description: 'cut',
    status: 'completed',
    sourceRefName: 'refs/heads/a',
    targetRefName: 'refs/heads/main',
    closedDate: '2026-11-27T10:00:00.1234567Z',
    repository: { id: 'r', name: 'web', project: { name: 'Shop Front' } },
    ...more,
  });
  const idOf = (index: number) => index.toString(16).padStart(40, '0');

  it('is the newest completed one of several, and none that was not merged here', () =>
    withService(
      ({ path }) => {
        const single = /pullRequests\/(\d+)$/.exec(path)?.[1];
        if (single !== undefined) return answer(200, wire(Number(single), { description: 'whole' }));
        const [one, two] = [idOf(1), idOf(2)];
        return answer(200, {
          results: [
            {
              [one]: [wire(3), wire(5), wire(9, { status: 'active' }), wire(8, { targetRefName: 'refs/heads/x' })],
              [two]: [wire(6, { status: 'abandoned' })],
            },
          ],
        });
      },
      async (client) => {
        const host = createReleaseHost({ client, repository: 'web' }, memoryLog().log);
        const found = await host.findMerged('main', [idOf(1), idOf(2)]);
        assert.deepEqual([...found].map(([commit, { id, description, completedAt, mergedOnto }]) => [commit, id, description, completedAt, mergedOnto]), [[idOf(1), 5, 'whole', '2026-11-27T10:00:00.123Z', undefined]]); // prettier-ignore
      },
    ));

  for (const [count, reads] of [
    [500, 500],
    [501, 0],
  ] as const)
    // prettier-ignore
    it(`is asked for five hundred at a time, ${reads} read one by one of ${count}`, async () => {
      const { said, log } = memoryLog();
      let [queries, singles, running, most] = [0, 0, 0, 0];
      await withService(
        ({ path, body }) => {
          const single = /pullRequests\/(\d+)$/.exec(path)?.[1];
          if (single !== undefined) {
            singles += 1;
            return answer(200, wire(Number(single)));
          }
          queries += 1;
          const { queries: asked } = JSON.parse(body.toString()) as { queries: { items: string[] }[] };
          assert.ok(asked.length <= 5 && asked.every(({ items }) => items.length <= 100));
          const found = (ids: readonly string[]) => Object.fromEntries(ids.map((id) => [id, [wire(Number.parseInt(id, 16) + 1)]])); // prettier-ignore
          return answer(200, { results: asked.map(({ items }) => found(items)) });
        },
        async (client) => {
          const counted = {
            ...client,
            call: async (...args: Parameters<typeof client.call>) => {
              running += 1;
              most = Math.max(most, running);
              return client.call(...args).finally(() => (running -= 1));
            },
          } as typeof client;
          const host = createReleaseHost({ client: counted, repository: 'web' }, log);
          const found = await host.findMerged('main', Array.from({ length: count }, (_, index) => idOf(index)));
          assert.equal(found.size, count);
        },
      );
      assert.equal(queries, Math.ceil(count / 500));
      assert.equal(singles, reads);
      assert.equal(most <= 8, true);
      assert.equal(said.some((line) => line.includes('400 characters')), reads === 0); // prettier-ignore
    });
});
