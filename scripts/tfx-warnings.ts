import { stripVTControlCharacters } from 'node:util';

/** The lines in which tfx-cli warns; what Node itself prints beside them (deprecations) is no warning of tfx. */
export const findTfxWarnings = (output: string): readonly string[] =>
  stripVTControlCharacters(output)
    .split(/\r?\n/)
    .filter((line) => /^\s*warning:/i.test(line));
