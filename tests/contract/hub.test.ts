import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, it } from 'mocha';
import { readText, root } from '../support/contract/shipped.ts';

const KILOBYTE = 1024;
const LIMIT = 350 * KILOBYTE;
const folder = path.join(root, 'dist/hub');
const files = readdirSync(folder);
const zipped = (file: string): number => gzipSync(readFileSync(path.join(folder, file))).length;

interface Contribution {
  readonly type: string;
  readonly properties: { readonly uri?: string };
}
const { contributions } = JSON.parse(readText('dist/vss-extension.json')) as {
  readonly contributions: readonly Contribution[];
};
const pages = contributions.flatMap(({ properties: { uri } }) => (uri === undefined ? [] : [uri]));

describe('The hub as it is built', () => {
  it('has the pages that the extension contributes, and no others', () => {
    const built = files.filter((file) => file.endsWith('.html')).map((file) => `hub/${file}`);
    assert.ok(pages.length > 0);
    assert.deepEqual([...pages].sort(), built.sort());
  });

  for (const page of pages) {
    const html = readText(`dist/${page}`);
    const loads = [...html.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, file = '']) => file);

    it(`has in ${page} no script and no style, only files of its own beside it`, () => {
      assert.ok(loads.length > 1);
      for (const file of loads) assert.ok(existsSync(path.join(folder, file)), file);
      assert.doesNotMatch(html, /<script(?![^>]*\bsrc=)|<style|\bstyle=|\bon\w+=|https?:/i);
    });

    it(`loads for ${page} at most 350 kB of scripts, with every part that a page of it may load`, () => {
      const parts = files.filter((file) => /^page-.*\.js$/.test(file)).map(zipped);
      const own = loads.filter((file) => file.endsWith('.js')).map(zipped);
      const bytes = [...own, ...parts].reduce((sum, size) => sum + size, 0);
      assert.ok(bytes > 0 && bytes <= LIMIT, `${(bytes / KILOBYTE).toFixed(0)} kB`);
    });
  }

  it('makes no code of text', () => {
    // Zod tries whether it could; hub/host/rest.ts tells it not to, and the browser tests forbid it.
    const probe = 'new Function("")';
    for (const file of files.filter((name) => name.endsWith('.js')))
      assert.doesNotMatch(readText(`dist/hub/${file}`).replace(probe, ''), /\beval\(|\bnew Function\(/, file);
  });

  it('takes styles, fonts and pictures from beside it', () => {
    for (const file of files.filter((name) => name.endsWith('.css')))
      for (const [, address = ''] of readText(`dist/hub/${file}`).matchAll(/url\(["']?([^"')]+)/g))
        assert.ok(address.startsWith('data:') || files.includes(address.split(/[?#]/)[0] ?? ''), `${file}: ${address}`);
  });
});
