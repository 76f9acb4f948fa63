import { parse } from 'yaml';
import { compilePipeline } from '../../../sandbox/pipelines/compile/compile-pipeline.ts';
import type { RunPlan } from '../../../sandbox/pipelines/plan.ts';
import { readText } from './shipped.ts';

export const isTemplate = (file: string): boolean => !file.startsWith('pipelines/parts/');

export interface DeclaredParameter {
  readonly name: string;
  readonly type?: string;
  readonly default?: unknown;
  readonly values?: readonly string[];
}

export const parametersOf = (file: string): readonly DeclaredParameter[] =>
  (parse(readText(file)) as { parameters: DeclaredParameter[] }).parameters;

/** What is given where a parameter has no default. */
const REQUIRED: Readonly<Record<string, unknown>> = {
  claudeConnection: 'claude',
  from: 'v1.0.0',
  repositories: ['web', 'api'],
};

/** The plan of a file of a consumer, whose repository `slipway` has our templates. */
export const compileConsumer = (text: string, parameters: Readonly<Record<string, string>> = {}): Promise<RunPlan> =>
  compilePipeline({
    path: '/azure-pipelines.yml',
    templates: {
      read: (repository, name) => Promise.resolve(repository === 'self' ? text : readText(name.replace(/^\//, ''))),
    },
    parameters,
    variables: {},
  });

/** The plan of a run whose file extends a template of ours, kept in another repository. */
export function compileExtending(file: string, given: Readonly<Record<string, unknown>> = {}): Promise<RunPlan> {
  const needed = parametersOf(file).filter((one) => one.default === undefined);
  const parameters = { ...Object.fromEntries(needed.map(({ name }) => [name, REQUIRED[name]])), ...given };
  const consumer = JSON.stringify({
    resources: { repositories: [{ repository: 'slipway', type: 'git', name: 'Platform/slipway-pipelines' }] },
    extends: { template: `${file}@slipway`, parameters },
  });
  return compileConsumer(consumer);
}
