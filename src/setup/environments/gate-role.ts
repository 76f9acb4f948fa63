import type { PipelineFile } from './ports.ts';

/** What an environment is the gate of. */
export type GateRole = 'pullRequest' | 'create' | 'release';

/** Slipway's own templates, by the file names under which they are extended. */
const PULL_REQUEST = ['pull-request'];
const RELEASES = ['release', 'hotfix'];

const same = (one: string, other: string): boolean => one.toLowerCase() === other.toLowerCase();

/**
 * What asks at an environment, by its name in the templates or in a file that extends them. Only a release that is on its way
 * can be ready: a pull request is merged before there is one, and `create` is where readiness is found out.
 */
export function gateRole(name: string, files: readonly PipelineFile[]): GateRole {
  const is = (parameter: string, templates: readonly string[]): boolean =>
    files.some(
      ({ text = '' }) => extendsOneOf(text, templates) && valuesOf(text, parameter).some((one) => same(one, name)),
    );
  if (same(name, 'slipway-merge') || is('mergeEnvironment', PULL_REQUEST)) return 'pullRequest';
  return same(name, 'slipway-release') || is('createEnvironment', RELEASES) ? 'create' : 'release';
}

/** The pipelines that deploy to an environment, or ask at it. */
export function usersOf(name: string, files: readonly PipelineFile[]): readonly PipelineFile[] {
  const role = gateRole(name, files);
  const templates = role === 'pullRequest' ? PULL_REQUEST : RELEASES;
  return files.filter(({ text }) => text !== undefined && (extendsOneOf(text, templates) || namesIt(text, name)));
}

function extendsOneOf(text: string, templates: readonly string[]): boolean {
  return valuesOf(text, 'template').some((value) =>
    templates.some((template) => new RegExp(`(?:^|/)${template}\\.ya?ml@`, 'i').test(value)),
  );
}

/** A resource of an environment is written after its name and a full stop, and names may have those too. */
const namesIt = (text: string, name: string): boolean =>
  ['environment', 'name'].some((key) =>
    valuesOf(text, key).some((value) => `${value}.`.toLowerCase().startsWith(`${name}.`.toLowerCase())),
  );

/**
 * What stands after a key in a text of YAML, on lines of their own or in braces, without quotes and comments. Enough for
 * plain words; what is computed, or spread over lines, is not found.
 */
function valuesOf(text: string, key: string): readonly string[] {
  const plain = text.replaceAll(/(?<=^|\s)#.*$/gm, '');
  const values = plain.matchAll(new RegExp(`(?<=^|[\\s{,])${key}:[ \\t]*("[^"\\n]*"|'[^'\\n]*'|[^,}\\n]*)`, 'gi'));
  return [...values].map(([, value = '']) => value.trim().replace(/^(['"])(.*)\1$/, '$2'));
}
