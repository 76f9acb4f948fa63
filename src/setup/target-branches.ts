import type { PipelineFile } from './environments/ports.ts';
import { usesSlipway } from './read-extends.ts';

/** More branches than pull requests of one repository go into. */
const MOST = 5;

/** The branches that pull requests go into: the default one, and those that pipelines of Slipway name. */
export function targetBranches(defaultBranch: string, files: readonly PipelineFile[]): readonly string[] {
  const named = files
    .flatMap(({ text = '' }) => (usesSlipway(text) ? [...text.matchAll(BRANCH)] : []))
    .map(([, branch = '']) => branch.replace(/^refs\/heads\//, ''));
  return [...new Set([defaultBranch, ...named])].slice(0, MOST);
}

/** An expression is no name. */
const BRANCH = /^[ \t{-]*(?:sourceBranch|targetBranch)\s*:[ \t]*['"]?([\w./-]+)['"]?[ \t]*(?:#.*)?$/gm;
