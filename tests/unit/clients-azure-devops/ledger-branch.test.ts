import assert from 'node:assert/strict';
import { afterEach, describe, it } from 'mocha';
import { createLedgerBranch } from '../../../src/clients/azure-devops/ledger-branch.ts';
import { cloneOf, startSandbox, stopSandboxes, type Sandbox } from '../sandbox-azure-devops/sandbox.ts';
import { failing } from './azure-harness.ts';
import { answer, placeOf, withService } from './release-harness.ts';

const BRANCH = 'slipway/ledger';
const pushes = ({ path, method }: { path: string; method: string }) => method === 'POST' && path.endsWith('/pushes');

async function started(token?: (sandbox: Sandbox) => string) {
  const sandbox = await startSandbox();
  const ledger = createLedgerBranch(placeOf(sandbox, token?.(sandbox)), BRANCH);
  const write = (head: string | undefined, message: string, files: Readonly<Record<string, string | undefined>>) =>
    ledger.push({ head, message, files: Object.entries(files).map(([path, content]) => ({ path, content })) });
  const must = async (...args: Parameters<typeof write>) => {
    const result = await write(...args);
    if (result.kind !== 'pushed') assert.fail('It is stale.');
    return result.head;
  };
  return { sandbox, ledger, write, must };
}

async function logOf(sandbox: Sandbox, format = '%s'): Promise<string[]> {
  const clone = cloneOf(sandbox);
  await clone.git('fetch', '--quiet', 'origin', BRANCH);
  return (await clone.git('log', `--format=${format}`, 'FETCH_HEAD')).trimEnd().split('\n');
}

describe('Azure DevOps: the ledger', () => {
  afterEach(stopSandboxes);

  it('begins as a branch of its own and is read as of a commit', async () => {
    const { sandbox, ledger, must } = await started();
    await cloneOf(sandbox).push('main', { 'a.txt': 'a\n' });
    assert.equal(await ledger.readHead(), undefined);
    const first = await must(undefined, 'Stage 1.0.0', { 'staging/web.json': '{"ä": "👀"}\r\n', 'index.json': '1' });
    assert.equal(await ledger.readHead(), first);
    const second = await must(first, 'Publish 1.0.0', {
      'staging/web.json': undefined,
      'index.json': '2',
      'releases/web/1.0.0.json': '{}',
    });
    assert.equal(await ledger.readFile(first, 'staging/web.json'), '{"ä": "👀"}\r\n');
    assert.equal(await ledger.readFile(second, 'staging/web.json'), undefined);
    assert.equal(await ledger.readFile(second, 'index.json'), '2');
    assert.deepEqual(await ledger.listFiles(second, 'releases'), ['releases/web/1.0.0.json']);
    assert.deepEqual(await ledger.listFiles(second, 'decisions'), []);
    assert.deepEqual(await logOf(sandbox), ['Publish 1.0.0 [skip ci]', 'Stage 1.0.0 [skip ci]']);
  });

  it('names the run below the message of its commit', async () => {
    const { sandbox } = await started();
    const run = 'http://ado.example/contoso/Shop%20One/_build/results?buildId=41';
    const ledger = createLedgerBranch(placeOf(sandbox), BRANCH, run);
    const push = { head: undefined, message: 'One\n', files: [{ path: 'a', content: '1' }] };
    sandbox.service.faults.add({ match: pushes, fault: { kind: 'lostAnswer' }, times: 1 });
    // Also found again by it.
    assert.deepEqual(await ledger.push(push), { kind: 'pushed', head: await ledger.readHead() });
    assert.deepEqual(await logOf(sandbox, '%B'), ['One [skip ci]', '', `Run: ${run}`]);
  });

  it('takes no write upon another head than the one that was read', async () => {
    const { write, must, ledger } = await started();
    const first = await must(undefined, 'One', { a: '1' });
    assert.deepEqual(await write(undefined, 'Two', { a: '2' }), { kind: 'stale' });
    const second = await must(first, 'Two', { a: '2', b: '1' });
    assert.deepEqual(await write(first, 'Three', { a: '3' }), { kind: 'stale' });
    assert.equal(await ledger.readHead(), second);
  });

  it('lets one of many win', async () => {
    const { write, must, sandbox } = await started();
    const first = await must(undefined, 'One', { a: '0' });
    const results = await Promise.all([1, 2, 3, 4, 5].map((one) => write(first, `Run ${one}`, { a: String(one) })));
    assert.equal(results.filter(({ kind }) => kind === 'pushed').length, 1);
    assert.equal((await logOf(sandbox)).length, 2);
  });

  it('needs no commit to delete what is not there', async () => {
    const { write, must } = await started();
    const first = await must(undefined, 'One', { a: '0' });
    assert.deepEqual(await write(first, 'Two', { b: undefined }), { kind: 'pushed', head: first });
  });

  describe('after a lost answer', () => {
    it('finds what was written, once', async () => {
      const { sandbox, must, ledger } = await started();
      sandbox.service.faults.add({ match: pushes, fault: { kind: 'lostAnswer' }, times: 1 });
      const first = await must(undefined, 'One', { a: '1' });
      sandbox.service.faults.add({ match: pushes, fault: { kind: 'lostAnswer' }, times: 1 });
      const second = await must(first, 'Two', { a: '2' });
      assert.equal(await ledger.readHead(), second);
      assert.deepEqual(await logOf(sandbox), ['Two [skip ci]', 'One [skip ci]']);
    });

    it('writes again what was not written', async () => {
      const { sandbox, must } = await started();
      sandbox.service.faults.add({ match: pushes, fault: { kind: 'reset' }, times: 2 });
      await must(undefined, 'One', { a: '1' });
      assert.deepEqual(await logOf(sandbox), ['One [skip ci]']);
    });

    it('finds its commit below others', async () => {
      const { sandbox, ledger, must } = await started();
      const first = await must(undefined, 'One', { a: '1' });
      let others = 0;
      // Others write between our lost answer and our look.
      sandbox.service.faults.add({ match: pushes, fault: { kind: 'lostAnswer' }, times: 1 });
      const place = placeOf(sandbox);
      const slow = createLedgerBranch(
        {
          ...place,
          client: {
            ...place.client,
            pause: async () => {
              others += 1;
              const head = await ledger.readHead();
              await must(head, 'Other', { b: '1' });
            },
          },
        },
        BRANCH,
      );
      const result = await slow.push({ head: first, message: 'Two', files: [{ path: 'a', content: '2' }] });
      assert.equal(others, 1);
      const [top, ours, bottom] = (await logOf(sandbox)).map((line) => line.replace(' [skip ci]', ''));
      assert.deepEqual([top, ours, bottom], ['Other', 'Two', 'One']);
      if (result.kind !== 'pushed') assert.fail('It was not found.');
      assert.equal(await ledger.readFile(result.head, 'b'), undefined);
      assert.equal(await ledger.readFile(result.head, 'a'), '2');
    });

    it('does not take the same words of another for its own', async () => {
      const { sandbox, ledger, must } = await started();
      const first = await must(undefined, 'One', { a: '1' });
      const place = placeOf(sandbox);
      sandbox.service.faults.add({ match: pushes, fault: { kind: 'reset' }, times: 1 });
      const slow = createLedgerBranch(
        {
          ...place,
          client: { ...place.client, pause: () => must(first, 'Two', { a: 'theirs' }).then(() => undefined) },
        },
        BRANCH,
      );
      const result = await slow.push({ head: first, message: 'Two', files: [{ path: 'a', content: 'ours' }] });
      assert.deepEqual(result, { kind: 'stale' });
      assert.equal(await ledger.readFile((await ledger.readHead()) ?? '', 'a'), 'theirs');
    });

    it('gives up in the end, and is not stale', async () => {
      const { sandbox, must, write } = await started();
      const first = await must(undefined, 'One', { a: '1' });
      sandbox.service.faults.add({ match: pushes, fault: { kind: 'reset' } });
      await assert.rejects(write(first, 'Two', { a: '2' }), failing('HTTP_LOST_ANSWER'));
    });
  });

  it('says which permission is missing, for which branch of which repository', async () => {
    const first = await started((sandbox) => sandbox.tokenWith(['readCode', 'contribute']));
    await assert.rejects(
      first.write(undefined, 'One', { a: '1' }),
      failing(
        'AZURE_DEVOPS_FORBIDDEN',
        /create the ledger branch slipway\/ledger in repository web/,
        /"Create branch"/,
      ),
    );
    const second = await started();
    const head = await second.must(undefined, 'One', { a: '1' });
    const reader = createLedgerBranch(placeOf(second.sandbox, second.sandbox.tokenWith(['readCode'])), BRANCH);
    await assert.rejects(
      reader.push({ head, message: 'Two', files: [{ path: 'a', content: '2' }] }),
      failing('AZURE_DEVOPS_FORBIDDEN', /write to the ledger branch slipway\/ledger in repository web/, /"Contribute"/),
    );
  });

  it('is in no repository that is not there, and never empty because its commit is gone', async () => {
    const { sandbox, ledger, must } = await started();
    const elsewhere = createLedgerBranch({ ...placeOf(sandbox), repository: 'none' }, BRANCH);
    await assert.rejects(elsewhere.readHead(), failing('AZURE_DEVOPS_NOT_FOUND'));
    await must(undefined, 'One', { a: '1' });
    await assert.rejects(ledger.readFile('ab'.repeat(20), 'a'), failing('AZURE_DEVOPS_NOT_FOUND'));
    await assert.rejects(ledger.listFiles('ab'.repeat(20), 'a'), failing('AZURE_DEVOPS_NOT_FOUND'));
  });

  it('is not taken for a branch whose name begins alike', async () => {
    const { sandbox, ledger } = await started();
    await cloneOf(sandbox).push('slipway/ledger-old', { 'a.txt': 'a\n' });
    assert.equal(await ledger.readHead(), undefined);
  });

  it('is stale when the service says so with a success', () =>
    withService(
      ({ path }) =>
        path.endsWith('/pushes')
          ? answer(201, {
              refUpdates: [{ newObjectId: '0'.repeat(40), success: false, updateStatus: 'staleOldObjectId' }],
            })
          : answer(404, { message: 'TF401174: The item could not be found' }),
      async (client) => {
        const ledger = createLedgerBranch({ client, repository: 'web' }, BRANCH);
        const push = { head: 'a'.repeat(40), message: 'x', files: [{ path: 'a', content: '1' }] };
        assert.deepEqual(await ledger.push(push), { kind: 'stale' });
      },
    ));

  it('repeats what else the service says of the ref', () =>
    withService(
      () => answer(201, { refUpdates: [{ newObjectId: null, success: false, updateStatus: 'rejectedByPolicy' }] }),
      async (client) => {
        const ledger = createLedgerBranch({ client, repository: 'web' }, BRANCH);
        const push = { head: undefined, message: 'x', files: [{ path: 'a', content: '1' }] };
        await assert.rejects(ledger.push(push), failing('AZURE_DEVOPS_REFUSED', /rejectedByPolicy/));
      },
    ));
});
