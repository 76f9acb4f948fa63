import assert from 'node:assert/strict';
import { after, before, describe, it } from 'mocha';
import { runNode } from '../../scripts/run-command.ts';
import { IndexDocument, ReleaseDocument, StagingDocument } from '../../src/release/ledger/ledger-documents.ts';
import { parseReleaseFile } from '../../src/release/import/parse-release-file.ts';
import { findBlocks } from '../../sandbox/consumer/documented-files.ts';
import { readJson, readText } from '../support/contract/shipped.ts';
import type { Clone } from '../unit/sandbox-azure-devops/clone.ts';
import { cloneOf, startSandbox, stopSandboxes, type Sandbox } from '../unit/sandbox-azure-devops/sandbox.ts';

const DATA = 'tests/fixtures/release-data';
const BRANCH = 'slipway/ledger';
const page = readText('docs/import-releases.md');
const commands = findBlocks(page, 'sh').flatMap((block) => block.trim().split('\n'));

/** A line of a shell, as far as the page goes: words and double quotes. */
const wordsOf = (line: string): readonly string[] =>
  [...line.matchAll(/"([^"]*)"|(\S+)/g)].map(([, quoted, bare]) => quoted ?? bare ?? '');

// They build on each other, as on the page.
describe('The commands of docs/import-releases.md', function () {
  this.timeout(60_000);
  let sandbox: Sandbox;
  let clone: Clone;
  before(async () => {
    sandbox = await startSandbox();
    clone = cloneOf(sandbox);
  });
  after(stopSandboxes);

  /** Runs the page's command on the sample files and the sandbox. */
  function run(at: number, { more = [] as readonly string[], token = sandbox.token } = {}) {
    const [npm, verb, name = '', dashes, folder, ...rest] = wordsOf(commands[at] ?? '');
    assert.deepEqual([npm, verb, dashes, folder], ['npm', 'run', '--', '../release-workflow/releases']);
    const [node, ...start] = (readJson<{ scripts: Record<string, string> }>('package.json').scripts[name] ?? '').split(
      ' ',
    );
    assert.equal(node, 'node');
    const args = rest.map((word) => word.replace('https://dev.azure.com/', `${sandbox.service.url}/`));
    return runNode([...start, DATA, ...args, ...more], { env: { AZURE_DEVOPS_TOKEN: token, HTTPS_PROXY: undefined } });
  }

  const commits = async () => {
    await clone.git('fetch', '--quiet', 'origin', BRANCH);
    return (await clone.git('log', '--format=%s', 'FETCH_HEAD')).split('\n');
  };
  const read = async (file: string): Promise<unknown> => JSON.parse(await clone.git('show', `FETCH_HEAD:${file}`));

  it('are three', () => assert.equal(commands.length, 3));

  it('list what the files hold without any ledger', async () => {
    const { status, output } = await run(0, { token: '' });
    assert.equal(status, 0, output);
    assert.match(output, /^shop +1\.2\.1 +staging +2 +shop\/staging\.json +import$/m);
    assert.match(
      output,
      /^Acme\.Payments +0\.9\.0 +released +1 +Acme\.Payments\/releases\.json archived\[0\] +import$/m,
    );
    assert.match(output, /5 releases of 2 components would be imported/);
    assert.equal(sandbox.traffic.entries.length, 0);
  });

  it('write nothing in a dry run, for which a token that may read is enough', async () => {
    const { status, output } = await run(1, { token: sandbox.tokenWith(['readCode']) });
    assert.equal(status, 0, output);
    assert.match(output, /would be imported, 0 there already, 0 conflicts\. Nothing was written\./);
    assert.deepEqual(sandbox.azure.journal, []);
    assert.ok(sandbox.traffic.entries.length > 0);
  });

  it('bring all into the ledger, one commit for each component', async () => {
    const { status, output } = await run(2);
    assert.equal(status, 0, output);
    assert.match(output, /^5 releases of 2 components imported, 0 there already, 0 conflicts\.$/m);
    assert.doesNotMatch(output, new RegExp(sandbox.token));
    assert.deepEqual(await commits(), [
      'Import shop: 2 releases, 1 staging [skip ci]',
      'Import Acme.Payments: 2 releases [skip ci]',
    ]);
    const index = IndexDocument.parse(await read('index.json'));
    assert.deepEqual(
      index.components.map(({ component, staging, releases }) => [
        component,
        staging?.version,
        releases.map(({ version, tag, releasedAt, tickets, run: by }) => [version, tag, releasedAt, tickets, by]),
      ]),
      [
        [
          'Acme.Payments',
          undefined,
          [
            ['0.9.1', 'v0.9.1', '2025-01-16T09:00:00.500Z', 0, null],
            ['0.9.0', 'v0.9.0', '2025-01-15T00:00:00.000Z', 1, null],
          ],
        ],
        [
          'shop',
          '1.2.1',
          [
            ['1.2.0', 'v1.2.0', '2025-03-14T00:00:00.000Z', 2, null],
            ['1.1.0', 'v1.1.0', '2025-02-10T11:30:00.000Z', 1, null],
          ],
        ],
      ],
    );
    const release = ReleaseDocument.parse(await read('releases/shop/1.2.0.json'));
    assert.deepEqual([release.previousVersion, release.changes[0]?.tickets[0]?.type], ['1.1.0', 'Story']);
    assert.match(release.notes, /\[SHOP-27\]\(https:\/\/contoso\.atlassian\.net\/browse\/SHOP-27\)/);
    const staging = StagingDocument.parse(await read('staging/shop.json'));
    assert.deepEqual(
      staging.changes.map(({ title, tickets }) => [title, tickets[0]?.status]),
      [
        ['Show the delivery date', 'Code Review'],
        ['SHOP-32', null],
      ],
    );
  });

  it('add no commit the second time', async () => {
    const writes = sandbox.azure.journal.length;
    const { status, output } = await run(2);
    assert.equal(status, 0, output);
    assert.match(output, /^0 releases of 2 components imported, 5 there already, 0 conflicts\.$/m);
    assert.equal(sandbox.azure.journal.length, writes);
    assert.equal((await commits()).length, 2);
  });

  it('end with 1 and overwrite nothing when the ledger holds something else', async () => {
    const { status, output } = await run(2, { more: ['--tag-format', '{component}-{version}'] });
    assert.equal(status, 1, output);
    assert.match(output, /^shop +1\.2\.0 .+ CONFLICT: differs in tag; the ledger keeps its own$/m);
    assert.equal((await commits()).length, 2);
  });

  it('take the commits of tags from a clone', async () => {
    const head = await clone.push('main', { 'a.txt': 'a\n' });
    await clone.git('tag', 'v1.2.0');
    const more = ['--ledger-branch', 'slipway/other', '--repository', `shop=${clone.folder}`];
    const { status, output } = await run(2, { more });
    assert.equal(status, 0, output);
    await clone.git('fetch', '--quiet', 'origin', 'slipway/other');
    const { commit, sourceCommit } = ReleaseDocument.parse(await read('releases/shop/1.2.0.json'));
    assert.deepEqual([commit, sourceCommit], [head, head]);
  });

  it('say what is wrong with the options and the token', async () => {
    const [wrong, refused] = await Promise.all([
      run(2, { more: ['--repository', clone.folder] }),
      run(2, { token: 'wrong' }),
    ]);
    assert.match(wrong.output, /the files have no component .+; there is Acme\.Payments, shop/);
    assert.match(refused.output, /\[AZURE_DEVOPS_UNAUTHORIZED\]\nCheck that AZURE_DEVOPS_TOKEN/);
    assert.deepEqual([wrong.status, refused.status], [2, 2]);
  });
});

describe('The example of docs/import-releases.md', () => {
  it('has a form that is accepted', () => {
    const [example = ''] = findBlocks(page, 'json');
    const { releases, problems } = parseReleaseFile('example.json', example);
    assert.deepEqual(problems, []);
    assert.deepEqual(
      releases.map(({ version, tickets }) => [version, tickets.length]),
      [['1.2.0', 3]],
    );
  });
});
