import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, it } from 'mocha';

const hub = path.join(import.meta.dirname, '../../../hub');
/** What a selector is about first: `.a` of `.a .b:hover`. */
const FIRST_CLASS = /(?:^|[},/])\s*(\.[\w-]+)[^{};/]*(?=[,{])/g;

/** Of each file of styles, the classes that its rules begin with. */
function classesByFile(): ReadonlyMap<string, ReadonlySet<string>> {
  const files = readdirSync(hub, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.css'));
  return new Map(
    files.map((file) => {
      const text = readFileSync(path.join(hub, file), 'utf8').replaceAll(/\/\*.*?\*\//gs, '');
      return [file, new Set([...text.matchAll(FIRST_CLASS)].map(([, name = '']) => name))];
    }),
  );
}

describe('The styles of the hub', () => {
  it('are each of one file: a page that was visited leaves its styles behind, and must change no other page', () => {
    const owners = new Map<string, string>();
    for (const [file, classes] of classesByFile())
      for (const name of classes) {
        assert.equal(owners.get(name) ?? file, file, `${name} is styled in two files`);
        owners.set(name, file);
      }
    assert.ok(owners.size > 60, `only ${owners.size} classes were found`);
  });
});
