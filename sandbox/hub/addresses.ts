import type { ProjectAddress, RunAddress } from '../page/runs/run-data.ts';
import { runPathOf } from '../page/runs/addresses.ts';
import { HUB, RUN_TAB } from './extension.ts';

const EXTENSION = 'slipway.slipway';
const HUB_ID = `${EXTENSION}.${HUB}`;
const RUN_TAB_ID = `${EXTENSION}.${RUN_TAB}`;

/** The address of the hub in a project, from the root of the service, as in Azure DevOps. `hash` is without `#`. */
export const hubPathOf = ({ organization, project }: ProjectAddress, hash = ''): string =>
  `/${encodeURIComponent(organization)}/${encodeURIComponent(project)}/_apps/hub/${HUB_ID}${hash === '' ? '' : `#${hash}`}`;

/** The address of the tab on the page of a run. */
export const runTabPathOf = (run: RunAddress): string => `${runPathOf(run)}&view=${RUN_TAB_ID}`;

/** A page of Azure DevOps that the extension has a part in. */
export type HubPage =
  | { readonly kind: 'hub'; readonly contribution: string; readonly project: ProjectAddress }
  | { readonly kind: 'runTab'; readonly contribution: string; readonly project: ProjectAddress; readonly run: number };

/** Finds the page of an address; undefined when it is for none of these. */
export function findHubPage({ pathname, searchParams }: URL): HubPage | undefined {
  const [, organization, name, rest = ''] =
    /^\/([^/]+)\/([^/]+)\/(_apps\/hub\/[^/]+|_build\/results)\/?$/i.exec(pathname) ?? [];
  if (organization === undefined || name === undefined) return undefined;
  const project = decodeProject(organization, name);
  if (project === undefined) return undefined;
  if (rest.toLowerCase() === `_apps/hub/${HUB_ID}`) return { kind: 'hub', contribution: HUB_ID, project };
  const id = searchParams.get('buildId') ?? '';
  if (!/^_build/i.test(rest) || searchParams.get('view') !== RUN_TAB_ID || !/^\d{1,9}$/.test(id)) return undefined;
  return { kind: 'runTab', contribution: RUN_TAB_ID, project, run: Number(id) };
}

function decodeProject(organization: string, project: string): ProjectAddress | undefined {
  try {
    return { organization: decodeURIComponent(organization), project: decodeURIComponent(project) };
  } catch {
    return undefined;
  }
}
