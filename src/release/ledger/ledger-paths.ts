import { SlipwayError } from '../../errors.ts';
import type { StagingDocument } from './ledger-documents.ts';

export const INDEX_PATH = 'index.json';

export const stagingPath = (component: string): string => `staging/${component}.json`;

export const releasePath = (component: string, version: string): string => `releases/${component}/${version}.json`;

/**
 * Refuses a component whose name cannot be a file's, a part of a branch's and safe in all of them. Names of repositories
 * may have spaces and points; a slash would make folders of one name and files of another.
 */
export function checkComponent(component: string): void {
  const fits = /^[\p{L}\p{N}_]([\p{L}\p{N} _.-]{0,98}[\p{L}\p{N}_-])?$/u.test(component);
  if (fits && !component.includes('..') && !component.toLowerCase().endsWith('.lock')) return;
  throw new SlipwayError(`${JSON.stringify(component.slice(0, 120))} cannot be the name of a component.`, {
    kind: 'input',
    code: 'RELEASE_COMPONENT_INVALID',
    hint: 'Give "component" letters, digits, spaces, points, hyphens and underscores, at most 100 of them.',
  });
}

/** The branch that carries a version. Spaces may not stand in a branch's name. */
export const releaseBranch = (component: string, version: string): string =>
  `${releaseBranchPrefix(component)}${version}`;

/** The branch that carries this release. */
export const branchOf = ({
  component,
  version,
  hotfix,
  openedAs,
}: Pick<StagingDocument, 'component' | 'version' | 'hotfix' | 'openedAs'>): string =>
  hotfix?.branch ?? releaseBranch(component, openedAs ?? version);

export const releaseBranchPrefix = (component: string): string => `release/${component.replaceAll(' ', '-')}/`;
