import assert from 'node:assert/strict';
import { afterEach, describe, it } from 'mocha';
import { PREVIEW, shop, startGate, stopSandboxes } from './environment-sandbox.ts';

const IMS = '8a3d49b8-91f0-46ef-b33d-dda338c25db3';

describe('sandbox Azure DevOps: identities', () => {
  afterEach(stopSandboxes);

  it('are found by id, by the beginning of a name, and by address', async () => {
    const { sandbox } = await startGate();
    const { azure } = sandbox;
    const bob = azure.createIdentity(shop.organisation, { displayName: 'Bob' });
    azure.createIdentity(shop.organisation, { displayName: 'Bobby' });
    azure.createIdentity(shop.organisation, { displayName: 'Shop Build Service (contoso)' });
    const group = azure.createGroup({ ...shop, displayName: '[Shop]\\Bobs', members: [{ displayName: 'Bob' }] });
    const find = async (query: string) => {
      const { status, body } = await sandbox.call('GET', `/contoso/_apis/identities?${query}`);
      if (status !== 200) return [status];
      return body.value.map((one) => (one as unknown as { providerDisplayName: string } | null)?.providerDisplayName);
    };
    assert.deepEqual(await find('searchFilter=General&filterValue=bob'), ['Bob', 'Bobby', '[Shop]\\Bobs']);
    assert.deepEqual(await find('searchFilter=MailAddress&filterValue=BOB@example.com'), ['Bob']);
    assert.deepEqual(await find('searchFilter=DisplayName&filterValue=bob'), ['Bob']);
    assert.deepEqual(await find('searchFilter=AccountName&filterValue=bobs'), ['[Shop]\\Bobs']);
    assert.deepEqual(await find('searchFilter=MailAddress&filterValue=Shop Build Service (contoso)'), []);
    assert.deepEqual(await find(`identityIds=${bob.id},${IMS},${group.id}`), ['Bob', undefined, '[Shop]\\Bobs']);
    for (const query of ['', 'searchFilter=General', 'searchFilter=Colour&filterValue=x', 'identityIds=x&colour=red'])
      assert.deepEqual(await find(query), [400], query);
  });

  it('say whether they are people, groups or services', async () => {
    const { sandbox } = await startGate();
    const { azure } = sandbox;
    azure.createIdentity(shop.organisation, { displayName: 'Shop Build Service (contoso)' });
    azure.createGroup({ ...shop, displayName: 'Shop managers', members: [] });
    azure.createIdentity(shop.organisation, { displayName: 'Shop Keeper' });
    const { body } = await sandbox.call('GET', '/contoso/_apis/identities?searchFilter=General&filterValue=Shop');
    assert.deepEqual(
      body.value.map((one) => {
        const { descriptor, isContainer } = one as unknown as { descriptor: string; isContainer?: boolean };
        return [descriptor.split(';')[0], isContainer];
      }),
      [
        ['Microsoft.TeamFoundation.ServiceIdentity', undefined],
        ['Microsoft.TeamFoundation.Identity', true],
        ['Microsoft.IdentityModel.Claims.ClaimsIdentity', undefined],
      ],
    );
  });

  it('are served where the area of identities says', async () => {
    const { sandbox } = await startGate();
    const { body } = await sandbox.call('GET', `/contoso/_apis/resourceAreas/${IMS}`, { version: '' });
    assert.match((body as unknown as { locationUrl: string }).locationUrl, /^http:.*\/contoso\/$/);
    assert.equal((await sandbox.call('GET', `/contoso/_apis/resourceAreas/${shop.project}`, PREVIEW)).status, 404);
  });
});

describe('sandbox Azure DevOps: pipelines of a repository', () => {
  afterEach(stopSandboxes);

  it('come in pages of an order, with their files when those are asked for', async () => {
    const { sandbox } = await startGate();
    for (const name of ['c', 'a', 'b']) sandbox.createPipeline({ name });
    const { organisation } = sandbox.azure.projectPlace(shop);
    const repository = `repositoryId=${organisation.document.repositories[0]?.id ?? ''}&repositoryType=TfsGit`;
    const base = `build/definitions?${repository}&queryOrder=definitionNameAscending&$top=2`;
    const first = await sandbox.call('GET', `${base}&includeAllProperties=true`);
    assert.deepEqual(
      first.body.value.map((one) => [one.name, 'process' in one]),
      [
        ['a', true],
        ['b', true],
      ],
    );
    const second = await sandbox.call('GET', `${base}&continuationToken=${first.next ?? ''}`);
    assert.deepEqual([second.body.value.map(({ name }) => name), second.next], [['c'], null]);
    assert.equal('process' in (second.body.value[0] ?? {}), false);
    const other = `build/definitions?repositoryId=${organisation.document.id}&repositoryType=TfsGit`;
    assert.equal((await sandbox.call('GET', other)).body.count, 0);
    for (const query of ['repositoryId=x', 'queryOrder=lastModifiedAscending', 'continuationToken=a'])
      assert.equal((await sandbox.call('GET', `build/definitions?${query}`)).status, 400, query);
  });
});
