/** Types of template parameters, how a value of them is read. */
export type ParameterForm = 'string' | 'number' | 'boolean' | 'object' | 'textObject' | 'texts' | 'mapping' | 'list';

const IN_BOTH: readonly (readonly [string, ParameterForm])[] = [
  ['string', 'string'],
  ['number', 'number'],
  ['boolean', 'boolean'],
  ['object', 'object'],
  ['stringList', 'texts'],
  ...['step', 'job', 'deployment', 'stage'].flatMap(
    (name) =>
      [
        [name, 'mapping'],
        [`${name}List`, 'list'],
      ] as const,
  ),
];
const IN_ROOT = ['environment', 'filePath', 'pool', 'secureFile', 'serviceConnection'] as const;

/** By name; the root file and templates know different ones. */
export const PARAMETER_TYPES: Readonly<Record<'root' | 'template', ReadonlyMap<string, ParameterForm>>> = {
  root: new Map([...IN_BOTH, ...IN_ROOT.map((name) => [name, 'string'] as const)]),
  template: new Map([...IN_BOTH, ['legacyObject', 'textObject']]),
};
