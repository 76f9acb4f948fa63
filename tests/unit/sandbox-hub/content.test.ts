import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { after, before, describe, it } from 'mocha';
import type { ServiceResponse } from '../../../sandbox/core/service.ts';
import { contentHandler, contentPathOf } from '../../../sandbox/hub/content.ts';
import { readExtension } from '../../../sandbox/hub/extension.ts';

describe('the files of the extension', () => {
  const extension = readExtension();
  const base = `${contentPathOf(extension)}hub/`;
  let folder: string;

  before(() => {
    folder = mkdtempSync(path.join(os.tmpdir(), 'slipway-content-'));
    mkdirSync(path.join(folder, 'hub/fonts'), { recursive: true });
    writeFileSync(path.join(folder, 'secret.txt'), 'secret');
    for (const file of ['hub.html', 'main.js', 'main.css', 'fonts/icons.woff2', '.hidden'])
      writeFileSync(path.join(folder, 'hub', file), file);
  });
  after(() => rmSync(folder, { recursive: true, force: true }));

  const get = (requested: string, method = 'GET'): Promise<ServiceResponse> => {
    const handler = contentHandler({ extension, folder: path.join(folder, 'hub'), host: () => 'http://127.0.0.1:1' });
    const url = new URL('http://127.0.0.1:2/');
    return handler({ method, url, path: requested, headers: {}, body: Buffer.alloc(0) });
  };

  for (const [file, type] of [
    ['hub.html', 'text/html; charset=utf-8'],
    ['main.js', 'text/javascript; charset=utf-8'],
    ['main.css', 'text/css; charset=utf-8'],
    ['fonts/icons.woff2', 'font/woff2'],
  ] as const)
    it(`serve ${file} as ${type}`, async () => {
      const { status, headers, body } = await get(base + file);
      assert.equal(status, 200);
      assert.equal(headers?.['content-type'], type);
      assert.equal(String(body as Buffer), file);
    });

  for (const name of ['', 'fonts', 'fonts/', 'Hub.html', 'no.js', '../secret.txt', 'fonts/../../secret.txt', '.hidden'])
    it(`have nothing at ${JSON.stringify(name)}`, async () => {
      assert.equal((await get(base + name)).status, 404);
    });

  it('have nothing outside of their version', async () => {
    assert.equal((await get('/hub.html')).status, 404);
    assert.equal((await get(`${base.replace('/hub/', '/../hub/')}hub.html`)).status, 404);
  });

  it('may run scripts of their own only, and ask Azure DevOps only', async () => {
    const { headers } = await get(`${base}hub.html`);
    const policy = new Map(
      (headers?.['content-security-policy'] ?? '').split('; ').map((part) => {
        const [name = '', ...sources] = part.split(' ');
        return [name, sources.join(' ')] as const;
      }),
    );
    assert.equal(policy.get('default-src'), "'none'");
    assert.equal(policy.get('script-src'), "'self'");
    assert.equal(policy.get('connect-src'), 'http://127.0.0.1:1');
    assert.equal(policy.get('frame-ancestors'), 'http://127.0.0.1:1');
  });

  it('are only read', async () => {
    assert.equal((await get(`${base}hub.html`, 'POST')).status, 405);
  });
});
