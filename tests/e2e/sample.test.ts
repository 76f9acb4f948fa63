import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { after, before, describe, it } from 'mocha';
import { playReviews } from '../../sandbox/play-reviews.ts';
import { type Sandbox, startSandbox } from '../../sandbox/sandbox.ts';
import { type Seeded, seedOwn, seedSample } from '../../sandbox/seed-sample.ts';

const root = path.join(import.meta.dirname, '../..');

interface WireThread {
  readonly threadContext: { readonly filePath: string; readonly rightFileStart?: { readonly line: number } } | null;
}

describe('what npm start plays', function () {
  this.timeout(120_000);
  let folder: string;
  let sandbox: Sandbox;
  let seeded: Seeded;
  const printed: string[] = [];

  before(async () => {
    folder = mkdtempSync(path.join(os.tmpdir(), 'slipway-start-'));
    sandbox = await startSandbox({ folder });
    seeded = await seedSample(sandbox);
    assert.ok(
      await playReviews(sandbox, seeded, { folder, apiKey: undefined, print: (line) => printed.push(line) }),
      printed.join('\n'),
    );
  });
  after(async () => {
    await sandbox.close();
    sandbox.traffic.write(path.join(root, 'out/traffic'), 'e2e-sample');
    rmSync(folder, { recursive: true, force: true });
  });

  const get = async <Answer>(route: string, from: Sandbox = sandbox): Promise<Answer> => {
    const { organisation, project, id } = seeded.repository;
    const token = from.azureDevOps.issueToken({
      organisation,
      identity: { displayName: 'Reader' },
      permissions: ['readCode'],
    });
    const answer = await fetch(
      `${from.azureService.url}/${organisation}/${project}/_apis/git/repositories/${id}/${route}?api-version=7.1`,
      {
        headers: { authorization: `Bearer ${token}` },
      },
    );
    return (await answer.json()) as Answer;
  };

  it('finds every planted problem at its very line of the source commit', async () => {
    assert.equal(seeded.pullRequests.length, 6);
    for (const { id, source, expected } of seeded.pullRequests) {
      const { value } = await get<{ value: WireThread[] }>(`pullRequests/${id}/threads`);
      const places = value.flatMap(({ threadContext }) =>
        threadContext ? [`${threadContext.filePath.slice(1)}:${threadContext.rightFileStart?.line ?? 0}`] : [],
      );
      assert.deepEqual(places.sort(), expected.map(({ path: file, line }) => `${file}:${line}`).sort(), source);
    }
  });

  it('prints one row for each pull request, and says that the reviewer is no model', () => {
    const table = printed.at(-1) ?? '';
    assert.equal(table.split('\n').length, 8);
    for (const text of ['7 of 7', '2 of 2', 'requestChanges', 'approve']) assert.ok(table.includes(text), table);
    assert.match(printed.join('\n'), /It is not a model/);
  });

  it('shows the threads on its pages, below the lines they are about', async () => {
    const overview = await (await fetch(sandbox.azureService.url)).text();
    assert.match(overview, /PARCEL-41/);
    const { repository, pullRequests } = seeded;
    const page = await (await fetch(`${repository.cloneUrl()}/pullrequest/${pullRequests[0]?.id}`)).text();
    assert.equal(page.match(/data-thread-id=/g)?.length, 8);
    assert.match(page, /stand-in reviewer \(no model\)/);
  });

  it('is all there again when the sandbox is stopped and started', async () => {
    const id = seeded.pullRequests[0]?.id ?? 0;
    const before = await get<{ value: unknown[] }>(`pullRequests/${id}/threads`);
    const again = await startSandbox({ folder });
    try {
      const later = await get<{ value: unknown[] }>(`pullRequests/${id}/threads`, again);
      assert.equal(later.value.length, before.value.length);
      const out: string[] = [];
      const writes = again.azureDevOps.journal.length;
      const seededAgain = { ...seeded, repository: again.azureDevOps.findRepository(seeded.repository)! };
      assert.ok(
        await playReviews(again, seededAgain, {
          folder: path.join(folder, 'again'),
          apiKey: undefined,
          print: (line) => out.push(line),
        }),
      );
      assert.equal(again.azureDevOps.journal.length, writes, 'a second run writes nothing');
      assert.equal(again.claude.requests.length, 0);
    } finally {
      await again.close();
    }
  });

  it("takes a branch of somebody's own repository and leaves the repository alone", async () => {
    const clone = path.join(folder, 'own');
    execFileSync('git', ['clone', '--quiet', seeded.repository.gitDir, clone]);
    execFileSync('git', ['-C', clone, 'branch', '--quiet', 'feature/own', 'origin/feature/PARCEL-33-cancel']);
    const state = () => execFileSync('git', ['-C', clone, 'for-each-ref'], { encoding: 'utf8' });
    const before = state();
    const own = await seedOwn(sandbox, { clone, branch: 'feature/own', base: 'main' });
    const out: string[] = [];
    assert.ok(
      await playReviews(sandbox, own, {
        folder: path.join(folder, 'own-run'),
        apiKey: undefined,
        print: (line) => out.push(line),
      }),
      out.join('\n'),
    );
    assert.match(out.at(-1) ?? '', /requestChanges +1/);
    assert.equal(state(), before);
  });
});
