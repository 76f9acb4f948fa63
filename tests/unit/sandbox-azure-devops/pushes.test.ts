import assert from 'node:assert/strict';
import { afterEach, describe, it } from 'mocha';
import { cloneOf, shop, stopSandboxes } from './sandbox.ts';
import { startWithMain, ZERO } from './rest-repository.ts';

const add = (path: string, content = 'text\n') => ({ changeType: 'add', item: { path }, newContent: { content } });

const pushOf = (oldObjectId: string, changes: readonly object[], name = 'refs/heads/main') => ({
  refUpdates: [{ name, oldObjectId }],
  commits: [{ comment: 'Change things', changes }],
});

describe('sandbox Azure DevOps: pushes over REST', () => {
  afterEach(stopSandboxes);

  it('begins an orphan branch when the commit names no parents, and goes on upon its tip', async () => {
    const sandbox = await startWithMain();
    const first = await sandbox.push(pushOf(ZERO, [add('/index.json', '{}')], 'refs/heads/slipway/ledger'));
    assert.equal(first.status, 201);
    const root = first.body.refUpdates[0]?.newObjectId ?? '';
    assert.equal(first.body.commits[0]?.commitId, root);
    assert.equal(sandbox.git('rev-list', '--count', root), '1');
    const change = {
      changeType: 2,
      item: { path: '/index.json' },
      newContent: { content: 'eyJhIjoxfQ==', contentType: 1 },
    };
    const second = await sandbox.push({
      refUpdates: [{ name: 'refs/heads/slipway/ledger', oldObjectId: root }],
      commits: [
        {
          comment: 'One [skip ci]',
          changes: [change],
          author: { name: 'Bo <b>', email: 'bo@example.com', date: '2026-01-02T03:04:05Z' },
        },
        { comment: 'Two\n\nWith a body', changes: [add('/staging/wéb "x".json')] },
      ],
    });
    assert.equal(second.status, 201, second.text);
    assert.equal(second.body.pushId, first.body.pushId + 1);
    const tip = sandbox.tip('refs/heads/slipway/ledger');
    assert.equal(second.body.refUpdates[0]?.newObjectId, tip);
    assert.deepEqual(
      second.body.commits.map(({ parents }) => parents),
      [[root], [second.body.commits[0]?.commitId]],
    );
    assert.equal(sandbox.git('show', `${tip}:index.json`), '{"a":1}');
    assert.equal(
      sandbox.git('log', '--format=%s|%an|%ae', '--reverse', `${root}..${tip}`).split('\n')[0],
      'One [skip ci]|Bo b|bo@example.com',
    );
    assert.equal(sandbox.git('log', '-1', '--format=%an|%B', tip).trim(), 'Ada Doe|Two\n\nWith a body');
    assert.match(
      sandbox.git('-c', 'core.quotePath=false', 'ls-tree', '-r', '--name-only', '-z', tip),
      /staging\/wéb "x"\.json/,
    );
  });

  it('begins a branch at a parent that the commit names', async () => {
    const sandbox = await startWithMain();
    const head = await sandbox.write(
      'release/1.0.0',
      { 'NOTES.md': 'New\n' },
      { parents: [sandbox.tip('refs/heads/main')] },
    );
    assert.equal(sandbox.git('ls-tree', '-r', '--name-only', head), 'NOTES.md\nbase.txt');
    const unknown = { ...pushOf(ZERO, [add('/b')], 'refs/heads/b') };
    const parents = ['1'.repeat(40)];
    assert.equal((await sandbox.push({ ...unknown, commits: [{ ...unknown.commits[0], parents }] })).status, 404);
  });

  it('refuses a stale oldObjectId, in whichever way it is stale', async () => {
    const sandbox = await startWithMain();
    const old = sandbox.tip('refs/heads/main');
    await sandbox.write('main', { 'a.txt': 'a\n' });
    for (const [from, name] of [
      [old, 'main'],
      [ZERO, 'main'],
      [old, 'gone'],
    ] as const) {
      const { status, body } = await sandbox.push(pushOf(from, [add('/b.txt')], `refs/heads/${name}`));
      assert.deepEqual([status, body.typeKey], [409, 'GitReferenceStaleException']);
      assert.match(
        body.message,
        /^TF401028: The reference 'refs\/heads\/\w+' has already been updated by another client/,
      );
    }
  });

  it('lets exactly one of several pushes on the same tip win', async () => {
    const sandbox = await startWithMain();
    const old = sandbox.tip('refs/heads/main');
    const answers = await Promise.all([1, 2, 3, 4].map((n) => sandbox.push(pushOf(old, [add(`/${n}.txt`)]))));
    assert.deepEqual(answers.map(({ status }) => status).sort(), [201, 409, 409, 409]);
    assert.equal(sandbox.git('rev-list', '--count', 'main'), '2');
  });

  it('refuses changes that do not fit the files, and writes nothing of them', async () => {
    const sandbox = await startWithMain();
    const old = sandbox.tip('refs/heads/main');
    const edit = { changeType: 'edit', item: { path: '/none' }, newContent: { content: '' } };
    const remove = (path: string) => ({ changeType: 'delete', item: { path } });
    const cases: readonly (readonly [readonly object[], RegExp])[] = [
      [[add('/ok.txt'), add('/base.txt')], /'\/base\.txt' specified in the add operation already exists/],
      [[add('/ok.txt'), edit], /'\/none' specified in the edit operation does not exist/],
      [[remove('/none')], /'\/none' specified in the delete operation does not exist/],
      [[add('/a'), remove('/a')], /Multiple operations were attempted on file '\/a'/],
      [[add('/base.txt/below')], /'\/base\.txt' is a file/],
      [[add('/a/b'), add('/a')], /'\/a' specified in the add operation already exists/],
      [[add('a')], /not a valid path/],
      [[add('/a/../b')], /not a valid path/],
      [[add('/.git/config')], /not a valid path/],
      [[{ changeType: 'add', item: { path: '/a' } }], /needs newContent/],
      [[{ ...add('/a'), newContent: { content: 'not base64!', contentType: 'base64Encoded' } }], /not valid base64/],
      [[{ ...add('/a'), mode: '100755' }], /mode/],
      [[], /at least one change/],
    ];
    for (const [changes, message] of cases) {
      const { status, body } = await sandbox.push(pushOf(old, changes));
      assert.equal(status, 400, JSON.stringify(changes));
      assert.match(body.message, message);
    }
    assert.equal(sandbox.tip('refs/heads/main'), old);
  });

  it('refuses malformed pushes and bad names of branches', async () => {
    const sandbox = await startWithMain();
    const good = pushOf(ZERO, [add('/a')], 'refs/heads/new');
    const [update] = good.refUpdates;
    for (const body of [
      { ...good, refUpdates: [update, update] },
      { ...good, refUpdates: [] },
      { ...good, commits: [] },
      { ...good, extra: 1 },
      { ...good, commits: [{ ...good.commits[0], comment: ' ' }] },
      pushOf('12', [add('/a')], 'refs/heads/new'),
      ...[
        'new',
        'refs/tags/v1',
        'refs/heads/a..b',
        'refs/heads/a b',
        'refs/heads/x.lock',
        'refs/heads/',
        'refs/heads/main/x',
        'refs/heads/Main',
      ].map((name) => pushOf(ZERO, [add('/a')], name)),
    ])
      assert.equal((await sandbox.push(body)).status, 400, JSON.stringify(body));
    const large = await sandbox.push(pushOf(ZERO, [add('/a', 'x'.repeat(26 * 1024 * 1024))], 'refs/heads/new'));
    assert.equal(large.status, 413);
    assert.equal(sandbox.tip('refs/heads/new'), ZERO);
  });

  it('renames and deletes, and keeps the mode of a file', async () => {
    const sandbox = await startWithMain();
    const clone = cloneOf(sandbox);
    await clone.git('fetch', '--quiet', 'origin');
    await clone.git('checkout', '--quiet', 'main');
    await clone.git('update-index', '--chmod=+x', 'base.txt');
    await clone.git('commit', '--quiet', '-m', 'Executable');
    await clone.git('push', '--quiet', 'origin', 'main');
    const moved = await sandbox.push(
      pushOf(sandbox.tip('refs/heads/main'), [
        { changeType: 'rename', sourceServerItem: '/base.txt', item: { path: '/moved/base.txt' } },
      ]),
    );
    assert.equal(moved.status, 201, moved.text);
    const edit = { changeType: 'edit', item: { path: '/moved/base.txt' }, newContent: { content: 'new\n' } };
    assert.equal((await sandbox.push(pushOf(sandbox.tip('refs/heads/main'), [edit]))).status, 201);
    assert.match(sandbox.git('ls-tree', '-r', 'main'), /^100755 blob \w+\tmoved\/base\.txt$/);
  });

  it('names the permission that is missing, and notes the refusal in the journal', async () => {
    const sandbox = await startWithMain();
    const old = sandbox.tip('refs/heads/main');
    const reader = sandbox.tokenWith(['readCode']);
    const refused = await sandbox.push(pushOf(old, [add('/a')]), reader);
    assert.deepEqual([refused.status, refused.body.typeKey], [403, 'GitNeedsPermissionException']);
    assert.match(refused.body.message, /^TF401027: .*'GenericContribute'/);
    const contributor = sandbox.tokenWith(['readCode', 'contribute']);
    assert.match(
      (await sandbox.push(pushOf(ZERO, [add('/a')], 'refs/heads/n'), contributor)).body.message,
      /'CreateBranch'/,
    );
    assert.equal((await sandbox.push(pushOf(old, [add('/a')]), contributor)).status, 201);
    const pushes = sandbox.azure.journal.filter(({ path }) => path.endsWith('/pushes'));
    assert.deepEqual(
      pushes.map(({ status }) => status),
      [201, 403, 403, 201],
    );
  });

  it('gives pull requests a new iteration', async () => {
    const sandbox = await startWithMain();
    const pull = await sandbox.open('feature');
    const head = await sandbox.write('feature', { 'more.txt': 'more\n' });
    assert.equal((await pull.get()).lastMergeSourceCommit.commitId, head);
    assert.equal((await sandbox.call('GET', `${pull.path}/iterations`)).body.count, 2);
  });

  it('refuses pushes to a branch with a required policy, over REST and over git, unless one may bypass', async () => {
    const sandbox = await startWithMain();
    const clone = cloneOf(sandbox);
    await clone.git('fetch', '--quiet', 'origin');
    await clone.git('checkout', '--quiet', 'main');
    await clone.git('commit', '--quiet', '--allow-empty', '-m', 'Straight to main');
    const optional = sandbox.azure.setPolicy(shop, { type: 'comments', isBlocking: false });
    await sandbox.write('main', { 'free.txt': 'free\n' });
    await clone.git('pull', '--quiet', '--rebase', 'origin', 'main');
    sandbox.azure.setPolicy(shop, { type: 'comments' });
    assert.equal(optional, 1);
    const refused = await sandbox.push(pushOf(sandbox.tip('refs/heads/main'), [add('/a')]));
    assert.deepEqual([refused.status, refused.body.typeKey], [403, 'GitRefUpdateRejectedByPolicyException']);
    assert.match(refused.body.message, /^TF402455: Pushes to this branch are not permitted/);
    await assert.rejects(clone.git('push', 'origin', 'main'), /TF402455/);
    await sandbox.write('other', { 'a.txt': 'a\n' }, { parents: [sandbox.tip('refs/heads/main')] });
    const exempt = sandbox.tokenWith(['readCode', 'contribute', 'bypassPushPolicies']);
    assert.equal((await sandbox.push(pushOf(sandbox.tip('refs/heads/main'), [add('/a')]), exempt)).status, 201);
  });
});
