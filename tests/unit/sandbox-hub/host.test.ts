import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { unzipSync } from 'fflate';
import { after, before, describe, it } from 'mocha';
import { hubPathOf, runTabPathOf } from '../../../sandbox/hub/addresses.ts';
import { openKeptValues } from '../../../sandbox/hub/kept-values.ts';
import { HubWorld, PEOPLE } from '../../support/hub-world.ts';

const FIXTURE = path.join(import.meta.dirname, '../../fixtures/hub-page');

describe('the service around the hub', function () {
  this.timeout(30_000);
  let world: HubWorld;
  before(async () => {
    world = await HubWorld.start({ folder: FIXTURE, withRuns: false });
  });
  after(() => world.stop());

  const origin = () => world.sandbox.azureService.url;
  const place = () => ({ organisation: world.project.organization, project: world.project.project });
  const ask = (route: string, body: object, headers: Readonly<Record<string, string>> = {}) =>
    fetch(`${origin()}/_hub/${route}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', origin: origin(), ...headers },
      body: JSON.stringify({ ...place(), ...body }),
    });
  const cookieOf = (displayName: string) => {
    const person = world.sandbox.azureDevOps.createIdentity(place().organisation, { displayName });
    const { name, value } = world.hub.people.cookieOf(person);
    return { cookie: `${name}=${value}` };
  };
  const tokenOf = async (displayName: string) =>
    ((await (await ask('token', {}, cookieOf(displayName))).json()) as { readonly token: string }).token;
  const rest = (
    route: string,
    token: string,
    { headers = {}, ...init }: Omit<RequestInit, 'headers'> & { headers?: Readonly<Record<string, string>> } = {},
  ) =>
    fetch(`${origin()}/${place().organisation}/${place().project}/_apis/${route}`, {
      ...init,
      headers: { authorization: `Bearer ${token}`, origin: 'http://content.example', ...headers },
    });

  it('has a page for the hub, which loads nothing from elsewhere but the frame', async () => {
    const answer = await fetch(origin() + hubPathOf(world.project));
    assert.equal(answer.status, 200);
    const policy = answer.headers.get('content-security-policy') ?? '';
    assert.ok(policy.includes("script-src 'self'") && policy.includes(`frame-src ${world.hub.contentService.url}`));
    assert.doesNotMatch(await answer.text(), /<script(?![^>]*\bsrc=)|\bstyle=/);
  });

  it('has none for what does not exist', async () => {
    for (const address of [
      hubPathOf({ organization: 'contoso', project: 'Nothing' }),
      hubPathOf({ organization: 'nobody', project: 'Parcels' }),
      runTabPathOf({ ...world.project, id: 999 }),
    ])
      assert.equal((await fetch(origin() + address)).status, 404, address);
  });

  it('gives no token to pages of other origins', async () => {
    for (const from of ['http://evil.example', 'null', world.hub.contentService.url])
      assert.equal((await ask('token', {}, { origin: from })).status, 403, from);
    const answer = await fetch(`${origin()}/_hub/token`, { method: 'POST', body: JSON.stringify(place()) });
    assert.equal(answer.status, 403);
  });

  it('gives a token that reads as its person, whose answers another origin may read', async () => {
    const answer = await rest('git/repositories?api-version=7.1', await tokenOf(PEOPLE.mara));
    assert.equal(answer.status, 200);
    assert.equal(answer.headers.get('access-control-allow-origin'), '*');
    assert.match(answer.headers.get('access-control-expose-headers') ?? '', /X-MS-ContinuationToken/);
    assert.doesNotMatch(answer.headers.get('access-control-expose-headers') ?? '', /Retry-After/i);
  });

  it('answers what a browser asks before it sends, without a token', async () => {
    const answer = await fetch(`${origin()}/contoso/Parcels/_apis/pipelines/approvals?api-version=7.1`, {
      method: 'OPTIONS',
      headers: {
        origin: 'http://content.example',
        'access-control-request-method': 'PATCH',
        'access-control-request-headers': 'authorization,content-type',
      },
    });
    assert.equal(answer.status, 200);
    assert.equal(answer.headers.get('access-control-allow-headers'), 'authorization,content-type');
    assert.match(answer.headers.get('access-control-allow-methods') ?? '', /PATCH/);
  });

  it('lets another origin read its refusals too', async () => {
    const answer = await rest('git/repositories?api-version=7.1', 'no-token');
    assert.equal(answer.status, 401);
    assert.equal(answer.headers.get('access-control-allow-origin'), '*');
  });

  it('adds nothing for programs', async () => {
    const answer = await fetch(`${origin()}/contoso/_apis/connectionData?api-version=7.1-preview.1`);
    assert.equal(answer.headers.get('access-control-allow-origin'), null);
  });

  it('refuses what the scopes of the extension do not cover, whatever the person may do', async () => {
    const token = await tokenOf(PEOPLE.mara);
    const headers = { 'content-type': 'application/json' };
    const route = `git/repositories/${world.repository.id}/refs?api-version=7.1`;
    const answer = await rest(route, token, { method: 'POST', headers, body: '[]' });
    assert.equal(answer.status, 401);
    assert.match(((await answer.json()) as { readonly message: string }).message, /TF400813/);
    const push = await fetch(`${world.repository.cloneUrl()}/info/refs?service=git-receive-pack`, {
      headers: { authorization: `Bearer ${token}` },
    });
    assert.equal(push.status, 401);
  });

  it('lets a person do less who has fewer permissions', async () => {
    const route = `git/repositories/${world.repository.id}/items?path=/index.json&versionDescriptor.version=slipway/ledger&api-version=7.1`;
    assert.equal((await rest(route, await tokenOf(PEOPLE.reader))).status, 200);
    assert.equal((await rest(route, await tokenOf(PEOPLE.stranger))).status, 404);
  });

  it('gives a folder as an archive whose names begin with it', async () => {
    const query =
      'scopePath=/releases&recursionLevel=full&versionDescriptor.version=slipway/ledger&$format=zip&download=true';
    const route = `git/repositories/${world.repository.id}/items?${query}&api-version=7.1`;
    const answer = await rest(route, await tokenOf(PEOPLE.mara), {
      headers: { accept: 'application/zip, application/octet-stream, application/json' },
    });
    assert.equal(answer.headers.get('content-type'), 'application/zip');
    const files = unzipSync(new Uint8Array(await answer.arrayBuffer()));
    const names = Object.keys(files).filter((name) => !name.endsWith('/'));
    assert.equal(names.length, 8);
    assert.ok(names.includes('releases/parcel-tracker/1.4.0.json'));
    const { version } = JSON.parse(Buffer.from(files['releases/parcel-web/1.2.0.json']!).toString()) as {
      readonly version: string;
    };
    assert.equal(version, '1.2.0');
  });

  it('keeps values for each person, and over a restart', async () => {
    const value = (headers: Readonly<Record<string, string>>, more: object) =>
      ask('values', { scope: 'User', key: 'seen', ...more }, headers).then(
        async (answer) => ((await answer.json()) as { readonly value: unknown }).value,
      );
    assert.deepEqual(await value(cookieOf(PEOPLE.mara), { value: { at: 1 } }), { at: 1 });
    assert.deepEqual(await value(cookieOf(PEOPLE.mara), {}), { at: 1 });
    assert.equal(await value(cookieOf(PEOPLE.priya), {}), null);
    const folder = mkdtempSync(path.join(os.tmpdir(), 'slipway-values-'));
    try {
      openKeptValues(path.join(folder, 'values.json')).set('User/a', 'constructor', 'kept');
      assert.equal(openKeptValues(path.join(folder, 'values.json')).get('User/a', 'constructor'), 'kept');
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });

  it('signs in whom it knows, and nobody else', async () => {
    const { id } = world.sandbox.azureDevOps.createIdentity('contoso', { displayName: PEOPLE.priya });
    const answer = await ask('person', { person: id });
    assert.match(answer.headers.get('set-cookie') ?? '', /HttpOnly; SameSite=Strict/);
    assert.equal((await ask('person', { person: 'nobody' })).status, 404);
  });
});
