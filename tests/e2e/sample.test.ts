import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { after, before, describe, it } from 'mocha';
import { LINE_WIDTH } from '../../sandbox/play-lines.ts';
import { playRelease } from '../../sandbox/play-release.ts';
import { playReviews } from '../../sandbox/play-reviews.ts';
import { type Sandbox, startSandbox } from '../../sandbox/sandbox.ts';
import { type Seeded, seedOwn, seedSample } from '../../sandbox/seed-sample.ts';
import { tasksRoot } from '../support/built-tasks.ts';

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

  const options = (workFolder: string, lines: string[]) => ({
    ...{ folder: workFolder, apiKey: undefined, tasksFolder: tasksRoot },
    print: (line: string) => lines.push(line),
  });

  before(async () => {
    folder = mkdtempSync(path.join(os.tmpdir(), 'slipway-start-'));
    sandbox = await startSandbox({ folder });
    seeded = await seedSample(sandbox);
    assert.ok(await playReviews(sandbox, seeded, options(folder, printed)), printed.join('\n'));
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
      assert.ok(await playReviews(again, seededAgain, options(path.join(folder, 'again'), out)));
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
    assert.ok(await playReviews(sandbox, own, options(path.join(folder, 'own-run'), out)), out.join('\n'));
    assert.match(out.at(-1) ?? '', /requestChanges +1/);
    assert.equal(state(), before);
  });

  describe('and then, a release', () => {
    const out: string[] = [];
    const git = (...args: readonly string[]) =>
      execFileSync('git', ['-C', seeded.repository.gitDir, ...args], { encoding: 'utf8' }).trim();
    before(async () => {
      assert.ok(await playRelease(sandbox, seeded, options(folder, out)), out.join('\n'));
    });

    it('says each step with what came of it, in lines that fit a terminal', () => {
      const steps = out.filter((line) => /^ ?\d+ {2}\w+: /.test(line)).map((line) => line.slice(4).split(':')[0]);
      const wanted = ['JiraTicket', 'JiraTransition', 'AIReview', 'MergePullRequest', 'StageRelease', 'RunPipeline'];
      for (const task of wanted) assert.ok(steps.includes(task), `${task} in ${steps.join(', ')}`);
      assert.match(out.join('\n'), /Mara Lindqvist merges pull request/);
      const wide = out.flatMap((text) => text.split('\n')).filter((line) => Array.from(line).length > LINE_WIDTH);
      assert.deepEqual(wide, []);
    });

    it('ends with one row for each ticket, release and step of the ledger', () => {
      const tables = out.at(-1) ?? '';
      for (const key of ['PARCEL-38', 'PARCEL-43', 'PARCEL-44', 'PARCEL-47'])
        assert.match(tables, new RegExp(`^${key} +Done +1\\.5\\.0 `, 'm'));
      assert.match(tables, /^parcel-tracker +1\.5\.0 +released +v1\.5\.0 +[0-9a-f]{8} /m);
      assert.match(tables, /^parcel-tracker +1\.5\.1 +staging$/m);
      assert.equal(tables.match(/\[skip ci\]$/gm)?.length, Number(git('rev-list', '--count', 'slipway/ledger')));
    });

    it('leaves the tag on the merge of the release, which the ledger calls released', () => {
      const main = git('rev-parse', 'main');
      assert.equal(git('rev-parse', 'v1.5.0^{commit}'), main);
      assert.equal(git('cat-file', '-t', 'v1.5.0'), 'tag');
      const release = JSON.parse(git('show', 'slipway/ledger:releases/parcel-tracker/1.5.0.json')) as {
        readonly state: string;
        readonly commit: string;
        readonly changes: readonly { readonly because: string }[];
      };
      assert.deepEqual([release.state, release.commit, release.changes.length], ['released', main, 5]);
      assert.ok(release.changes.some(({ because }) => because === 'minor: PARCEL-44 is a Story'));
      assert.match(git('show', 'main:CHANGELOG.md'), /## \[1\.5\.0\][^]*PARCEL-43/);
    });

    it('has drafted a ticket that says who wrote it, linked with its pull request', () => {
      const ticket = sandbox.jira.readIssue('PARCEL-47');
      assert.ok(ticket);
      assert.deepEqual([ticket.type, ticket.status, ticket.resolution], ['Task', 'Done', 'Done']);
      assert.match(ticket.description, /Written by the stand-in, which is no model/);
      assert.match(ticket.description, /src\/routes\/health\.ts: 1 line added, 1 removed/);
      assert.equal(ticket.links.length, 1);
      assert.deepEqual(
        ticket.history.map(({ to }) => to),
        ['In Progress', 'Code Review', 'Ready for Release', 'Done'],
      );
      for (const key of ['PARCEL-38', 'PARCEL-43', 'PARCEL-44']) {
        const seen = sandbox.jira.readIssue(key)?.history.map(({ to }) => to) ?? [];
        assert.equal(new Set(seen).size, seen.length, `${key} went ${seen.join(', ')}`);
      }
      assert.ok(sandbox.jira.readVersions('PARCEL').find(({ name }) => name === '1.5.0')?.released);
    });

    it('is on the pages', async () => {
      const page = await (await fetch(`${seeded.repository.cloneUrl()}/releases`)).text();
      for (const text of ['data-release="1.5.0"', 'data-tag="v1.5.0"', 'PARCEL-44 is a Story', 'data-run="1"'])
        assert.ok(page.includes(text), text);
      assert.match(await (await fetch(sandbox.azureService.url)).text(), /data-component="parcel-tracker"/);
      const board = await (await fetch(`${sandbox.jira.siteUrl()}/projects/PARCEL/board`)).text();
      assert.match(board.split('data-status="Done"')[1] ?? '', /data-key="PARCEL-47"/);
    });
  });
});
