import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import path from 'node:path';
import { after, before, describe, it } from 'mocha';
import { runNode, type CommandResult } from '../../scripts/run-command.ts';
import { startSandbox } from '../../sandbox/sandbox.ts';
import { LINE_WIDTH } from '../../sandbox/play/lines.ts';
import { createSampleRepository } from '../../sandbox/sample/create-sample-repository.ts';
import { playFolder, playOn } from '../support/play-sessions.ts';

const git = (directory: string, ...args: readonly string[]) =>
  execFileSync('git', ['-C', directory, ...args], { encoding: 'utf8' }).trim();

describe('npm start', function () {
  this.timeout(300_000);

  describe('stopped while it waits at gates, and started again', () => {
    const { folder, end } = playFolder();
    let command: CommandResult;
    const first: string[] = [];
    const second: string[] = [];
    before(async () => {
      // People could decide now, but the machine goes down: at the first gate, and again before production.
      first.push(...(await playOn({ folder, isForPeople: true, until: 'Merge waits for an approval' })).lines);
      second.push(...(await playOn({ folder, until: 'Production waits for an approval' })).lines);
      command = await runNode(['--import=tsx', 'scripts/start.ts', '--data', folder, '--exit', '--no-build'], {
        env: { ANTHROPIC_API_KEY: '' },
      });
    });
    after(end);

    it('says which gate waits, and where people approve', () => {
      const text = first.join('\n');
      assert.match(text, /✓ !7 {2}Ticket: Ticket PARCEL-47 was created for pull request 7/);
      assert.match(text, /● !7 {2}Merge waits for an approval \(slipway-merge\)/);
      assert.match(text, /Azure DevOps {2}http:\S+\/_build\/results\?buildId=\d+\n {6}Slack {9}http:\S+\/channels\/C/);
    });

    it('goes on where it was: nothing is asked or begun a second time', () => {
      const text = second.join('\n');
      assert.doesNotMatch(text, /PARCEL-47 was created/);
      assert.match(text, /✓ !7 {2}Merge: approved by Mara Lindqvist/);
      assert.match(text, /✗ !1 {2}It is not merged/);
      assert.match(text, /✓ release {2}Sandbox: approved by Mara Lindqvist/);
    });

    it('ends with a release that a click in Slack let into production, and with status 0', () => {
      const { status, output: stdout } = command;
      assert.equal(status, 0, stdout);
      assert.match(stdout, /The hub, approvals and releases: +http:\S+\/_apps\/hub\/slipway\.slipway\.slipway-hub/);
      assert.match(stdout, /The agent of Relay was lost: it is run again/);
      assert.match(stdout, /Production: approved by Release Relay \(Approved by (Mara|Priya)[^]*in Slack through/);
      for (const key of ['PARCEL-38', 'PARCEL-43', 'PARCEL-44', 'PARCEL-47'])
        assert.match(stdout, new RegExp(`^${key} +Done +1\\.5\\.0 `, 'm'));
      assert.match(stdout, /^parcel-tracker +1\.5\.0 +released +v1\.5\.0 +[0-9a-f]{8} /m);
      assert.match(stdout, /^parcel-tracker +1\.5\.1 +staging$/m);
    });

    it('says all of it in lines that fit a terminal', () => {
      const lines = [...first, ...second].flatMap((text) => text.split('\n'));
      const wide = lines.filter((line) => Array.from(line).length > LINE_WIDTH && !line.includes('http'));
      assert.deepEqual(wide, []);
    });

    it('leaves what it said in ledger, tags, board and on the pages', async () => {
      const sandbox = await startSandbox({ folder });
      try {
        const name = { organisation: 'contoso', project: 'Parcels', repository: 'parcel-tracker' };
        const repository = sandbox.azureDevOps.findRepository(name)!;
        const show = (...args: readonly string[]) => git(repository.gitDir, ...args);
        const release = JSON.parse(show('show', 'slipway/ledger:releases/parcel-tracker/1.5.0.json')) as {
          readonly state: string;
          readonly commit: string;
          readonly changes: readonly { readonly pullRequest?: number | null; readonly because: string }[];
          readonly deployments: readonly { readonly environment: string; readonly result: string }[];
        };
        assert.deepEqual([release.state, release.commit], ['released', show('rev-parse', 'v1.5.0^{commit}')]);
        assert.equal(release.commit, show('rev-parse', 'main'));
        assert.deepEqual(release.changes.flatMap(({ pullRequest }) => pullRequest ?? []).sort(), [4, 7, 8]);
        assert.ok(release.changes.some(({ because }) => because === 'minor: PARCEL-44 is a Story'));
        assert.match(show('show', 'main:CHANGELOG.md'), /## \[1\.5\.0\][^]*PARCEL-43/);
        const ticket = sandbox.jira.readIssue('PARCEL-47')!;
        assert.deepEqual([ticket.type, ticket.status, ticket.links.length], ['Task', 'Done', 1]);
        assert.deepEqual(
          ticket.history.map(({ to }) => to),
          ['In Progress', 'Code Review', 'Ready for Release', 'Done'],
        );
        assert.ok(sandbox.jira.readVersions('PARCEL').find(({ name: version }) => version === '1.5.0')?.released);
        const page = await (await fetch(`${repository.cloneUrl()}/releases`)).text();
        for (const text of ['data-release="1.5.0"', 'data-tag="v1.5.0"', 'PARCEL-44 is a Story'])
          assert.ok(page.includes(text), text);
      } finally {
        await sandbox.close();
      }
    });
  });

  it("takes a branch of somebody's own repository, merges nothing that the review refuses, and only reads", async () => {
    const { folder, end } = playFolder();
    try {
      const clone = path.join(folder, 'own');
      const sample = await createSampleRepository({ directory: path.join(folder, 'sample.git') });
      git(folder, 'clone', '--quiet', sample.directory, clone);
      git(clone, 'branch', '--quiet', 'feature/own', 'origin/feature/PARCEL-33-cancel');
      const before = git(clone, 'for-each-ref');
      const own = { clone, branch: 'feature/own', base: 'main' };
      const { lines, isDone } = await playOn({ folder: path.join(folder, 'state'), own });
      const text = lines.join('\n');
      assert.equal(isDone, false, text);
      assert.match(text, /✗ !1 {2}AI review: [^]*✗ !1 {2}It is not merged/);
      assert.equal(git(clone, 'for-each-ref'), before);
    } finally {
      end();
    }
  });
});
