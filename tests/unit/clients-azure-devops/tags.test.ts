import assert from 'node:assert/strict';
import { afterEach, describe, it } from 'mocha';
import { createTag, listTags } from '../../../src/clients/azure-devops/tags.ts';
import { cloneOf, startSandbox, stopSandboxes, type Sandbox } from '../sandbox-azure-devops/sandbox.ts';
import { failing } from './azure-harness.ts';
import { answer, placeOf, withService } from './release-harness.ts';

const creation = ({ path, method }: { path: string; method: string }) =>
  method === 'POST' && path.endsWith('/annotatedtags');

async function started() {
  const sandbox = await startSandbox();
  const clone = cloneOf(sandbox);
  const first = await clone.push('main', { 'a.txt': '1\n' });
  const second = await clone.push('main', { 'a.txt': '2\n' });
  return { sandbox, clone, first, second, place: placeOf(sandbox) };
}

const subjectOf = async (sandbox: Sandbox, tag: string) => {
  const clone = cloneOf(sandbox);
  await clone.git('fetch', '--quiet', '--tags', 'origin');
  return clone.git('for-each-ref', '--format=%(objecttype) %(contents:subject)', `refs/tags/${tag}`);
};

describe('Azure DevOps: tags', () => {
  afterEach(stopSandboxes);

  it('are listed by the beginning of their name, with the commit in the end', async () => {
    const { clone, first, second, place } = await started();
    await clone.git('tag', 'v1.0.0', first);
    await clone.git('tag', '-a', '-m', 'x', 'v1.1.0', second);
    await clone.git('tag', 'web/v1', first);
    await clone.git('push', '--quiet', 'origin', '--tags');
    assert.deepEqual(await listTags(place, 'v'), [
      { name: 'v1.0.0', commit: first },
      { name: 'v1.1.0', commit: second },
    ]);
    assert.equal((await listTags(place, '')).length, 3);
    assert.deepEqual(await listTags(place, 'none'), []);
  });

  it('are listed over all pages', async () => {
    const all = Array.from({ length: 10_000 }, (_, index) => ({
      name: `refs/tags/v0.0.${index}`,
      objectId: 'a'.repeat(40),
    }));
    await withService(
      ({ url }) => {
        const from = Number(url.searchParams.get('continuationToken') ?? '0');
        const to = from + Number(url.searchParams.get('$top'));
        const more = to < all.length ? { 'x-ms-continuationtoken': String(to) } : {};
        return answer(200, { value: all.slice(from, to) }, more);
      },
      async (client) => {
        const tags = await listTags({ client, repository: 'web' }, 'v');
        assert.equal(new Set(tags.map(({ name }) => name)).size, 10_000);
      },
    );
  });

  it('end somewhere, also when the service does not', () =>
    withService(
      () => answer(200, { value: [] }, { 'x-ms-continuationtoken': 'again' }),
      (client) => assert.rejects(listTags({ client, repository: 'web' }, 'v'), failing('AZURE_DEVOPS_TOO_MANY_PAGES')),
    ));

  it('are created once: the next one learns whose it is', async () => {
    const { sandbox, first, second, place } = await started();
    assert.deepEqual(await createTag(place, { name: 'v1.0.0', commit: first, message: 'Release 1.0.0' }), { kind: 'created' }); // prettier-ignore
    assert.equal(await subjectOf(sandbox, 'v1.0.0'), 'tag Release 1.0.0');
    for (const commit of [first, second]) {
      const again = await createTag(place, { name: 'v1.0.0', commit, message: 'Release 1.0.0' });
      assert.deepEqual(again, { kind: 'exists', commit: first });
    }
  });

  it('let one of many win', async () => {
    const { first, second, place } = await started();
    const claims = [first, second, first, second].map((commit, index) =>
      createTag(place, { name: 'v2.0.0', commit, message: `Run ${index}` }),
    );
    const results = await Promise.all(claims);
    assert.equal(results.filter(({ kind }) => kind === 'created').length, 1);
  });

  it('are found after a lost answer, and created after a lost request', async () => {
    const { sandbox, first, place } = await started();
    for (const [name, kind] of [
      ['v1', 'lostAnswer'],
      ['v2', 'reset'],
    ] as const) {
      // prettier-ignore
      sandbox.service.faults.add({ match: creation, fault: { kind }, times: 1 });
      assert.deepEqual(await createTag(place, { name, commit: first, message: 'One\r\n\nTwo\n' }), { kind: 'created' });
    }
  });

  it('are not ours after a lost request when another made them', async () => {
    const { sandbox, first, place } = await started();
    const other = placeOf(sandbox);
    sandbox.service.faults.add({ match: creation, fault: { kind: 'reset' }, times: 1 });
    const client = {
      ...place.client,
      pause: () => createTag(other, { name: 'v1', commit: first, message: 'Theirs' }).then(() => undefined),
    };
    const result = await createTag({ ...place, client }, { name: 'v1', commit: first, message: 'Ours' });
    assert.deepEqual(result, { kind: 'exists', commit: first });
  });

  it('are not ours after a lost answer when there is a lightweight one on our commit', () => {
    const commit = 'a'.repeat(40);
    return withService(
      ({ method, path }) => {
        if (method === 'POST') return answer(500, {});
        if (!path.endsWith('/refs')) return answer(404, { message: 'There is no such annotated tag.' });
        return answer(200, { value: [{ name: 'refs/tags/v1', objectId: commit }] });
      },
      async (client) => {
        const created = await createTag({ client, repository: 'web' }, { name: 'v1', commit, message: 'Ours' });
        assert.deepEqual(created, { kind: 'exists', commit });
      },
    );
  });

  it('say what they lack: a permission, a commit', async () => {
    const { sandbox, first, place } = await started();
    const reader = placeOf(sandbox, sandbox.tokenWith(['readCode', 'contribute']));
    const tag = { name: 'v1', commit: first, message: 'x' };
    await assert.rejects(createTag(reader, tag), failing('AZURE_DEVOPS_FORBIDDEN', /create tag v1/, /"Create tag"/));
    await assert.rejects(createTag(place, { ...tag, commit: 'ab'.repeat(20) }), failing('AZURE_DEVOPS_NOT_FOUND'));
    await assert.rejects(createTag(place, { ...tag, name: 'a..b' }), failing('AZURE_DEVOPS_REFUSED'));
  });
});
