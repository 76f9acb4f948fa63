import { readFileSync } from 'node:fs';
import path from 'node:path';
import { parse, stringify } from 'yaml';

/** A file of a consumer, as far as others of its kind may want it otherwise. */
export interface ConsumerFile {
  readonly trigger?: unknown;
  readonly resources: { readonly repositories: readonly Readonly<Record<string, string>>[] };
  readonly extends: { readonly template: string; readonly parameters: Readonly<Record<string, unknown>> };
}

const DOCUMENT = path.join(import.meta.dirname, '../../docs/pipelines.md');

/** The code blocks in a language, each as it stands there without its indentation. */
export function findBlocks(markdown: string, ...languages: readonly string[]): readonly string[] {
  return [...markdown.matchAll(/^([ \t]*)(`{3,})(\w+)[^\n]*\n(.*?)^\1\2[ \t]*$/gms)]
    .filter(([, , , language = '']) => languages.includes(language))
    .map(([, indent = '', , , text = '']) => text.replaceAll(new RegExp(`^${indent}`, 'gm'), ''));
}

/**
 * The files of docs/pipelines.md by the name before .yml, as people copy them; `change` says what is otherwise, and a
 * parameter that is undefined is left out.
 */
export function documentedFiles(
  change: (name: string, file: ConsumerFile) => ConsumerFile,
): ReadonlyMap<string, string> {
  const samples = findBlocks(readFileSync(DOCUMENT, 'utf8'), 'yaml').flatMap((text) => {
    const name = /^# \.azure\/([\w-]+)\.yml/.exec(text)?.[1];
    return name === undefined ? [] : [{ name, text }];
  });
  return new Map(
    samples.map(({ name, text }) => [
      name,
      stringify(change(name, parse(text) as ConsumerFile), { keepUndefined: false }),
    ]),
  );
}

/** The file with some parameters otherwise. */
export const withParameters = (file: ConsumerFile, given: Readonly<Record<string, unknown>>): ConsumerFile => ({
  ...file,
  extends: { ...file.extends, parameters: { ...file.extends.parameters, ...given } },
});
