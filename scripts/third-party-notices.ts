import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { BundledPackage } from './bundled-modules.ts';

/** Who holds the rights in packages under the MIT licence that come without its text. */
const HOLDERS: Readonly<Record<string, string>> = {
  standardwebhooks: 'Copyright (c) 2023 Svix (https://www.svix.com)',
};

const HEAD = `Third party notices

Slipway contains the following packages. Each stays under its own licence.
`;

/** The notices of what the tasks contain: name, version, licence and its text. Throws when a text is missing. */
export function renderNotices(root: string, packages: readonly BundledPackage[]): string {
  const parts = packages.map(({ name, folder }) => {
    const at = path.join(root, folder);
    const { version, license } = JSON.parse(readFileSync(path.join(at, 'package.json'), 'utf8')) as {
      version: string;
      license: string;
    };
    return { title: `${name} ${version} (${license})`, text: licenceOf(at, root, { name, license }) };
  });
  const line = '-'.repeat(80);
  const sorted = parts.sort((a, b) => (a.title < b.title ? -1 : 1));
  return [HEAD, ...sorted.map(({ title, text }) => `${line}\n${title}\n${line}\n\n${text}\n`)].join('\n');
}

function licenceOf(folder: string, root: string, { name, license }: { name: string; license: string }): string {
  const files = readdirSync(folder)
    .filter((file) => /^(licen[cs]e|copying|notice|third-?party-?notices?)\b/i.test(file))
    .sort();
  if (files.length > 0) return files.map((file) => tidy(readFileSync(path.join(folder, file), 'utf8'))).join('\n\n');
  const holder = HOLDERS[name];
  if (holder === undefined || license !== 'MIT')
    throw new Error(`${name} (${license}) has no licence text: look it up and add it to third-party-notices.ts.`);
  return tidy(readFileSync(path.join(root, 'LICENSE'), 'utf8')).replace(/^Copyright.*$/m, holder);
}

const tidy = (text: string): string =>
  text
    .replace(/^\uFEFF/, '')
    .replace(/\r\n?/g, '\n')
    .replace(/[ \t]+$/gm, '')
    .trim();
