import type { ProjectAddress, RunAddress } from './run-data.ts';

const base = ({ organization, project }: ProjectAddress) =>
  `/${encodeURIComponent(organization)}/${encodeURIComponent(project)}`;

/** The address of the page of a project's runs and pending approvals, as in Azure DevOps. */
export const runsPathOf = (address: ProjectAddress): string => `${base(address)}/_build`;

export const runPathOf = (address: RunAddress): string => `${base(address)}/_build/results?buildId=${address.id}`;

export const logPathOf = (address: RunAddress, log: number): string =>
  `${runPathOf(address)}&view=logs&l=${String(log)}`;

export const environmentsPathOf = (address: ProjectAddress): string => `${base(address)}/_environments`;

/** Where the form of an approval is sent. */
export const approvalPathOf = (address: ProjectAddress, id: string): string =>
  `${base(address)}/_approvals/${encodeURIComponent(id)}`;

/** Where the form of a stage is sent. */
export const stagePathOf = (address: RunAddress, stage: string): string =>
  `${base(address)}/_build/stages?buildId=${address.id}&stage=${encodeURIComponent(stage)}`;

/** Which page a request is for; undefined when it is for none of these. */
export type RunPage =
  | { readonly kind: 'runs' | 'environments'; readonly project: ProjectAddress }
  | { readonly kind: 'run'; readonly run: RunAddress }
  | { readonly kind: 'stage'; readonly run: RunAddress; readonly stage: string }
  | { readonly kind: 'log'; readonly run: RunAddress; readonly log: number }
  | { readonly kind: 'approval'; readonly project: ProjectAddress; readonly id: string };

const decode = (text: string | undefined): string | undefined => {
  try {
    return text === undefined ? undefined : decodeURIComponent(text);
  } catch {
    return undefined;
  }
};

/** Finds the page of an address, as it stands in the request line. */
export function findRunPage({ pathname, searchParams }: URL): RunPage | undefined {
  const [, first, second, rest = ''] =
    /^\/([^/]+)\/([^/]+)\/(_build(?:\/(?:results|stages))?|_environments|_approvals\/[0-9a-f-]{36})\/?$/i.exec(
      pathname,
    ) ?? [];
  const [organization, name] = [decode(first), decode(second)];
  if (organization === undefined || name === undefined) return undefined;
  const project = { organization, project: name };
  const area = rest.toLowerCase();
  if (area === '_build') return { kind: 'runs', project };
  if (area === '_environments') return { kind: 'environments', project };
  if (area.startsWith('_approvals/')) return { kind: 'approval', project, id: area.slice('_approvals/'.length) };
  return area === '_build/stages' ? findStage(project, searchParams) : findRun(project, searchParams);
}

function findStage(project: ProjectAddress, query: URLSearchParams): RunPage | undefined {
  const found = findRun(project, query);
  const stage = query.get('stage') ?? '';
  return found?.kind === 'run' && stage !== '' ? { kind: 'stage', run: found.run, stage } : undefined;
}

function findRun(project: ProjectAddress, query: URLSearchParams): RunPage | undefined {
  const [id, log] = [query.get('buildId'), query.get('l')];
  if (id === null || !/^\d{1,9}$/.test(id)) return undefined;
  const run = { ...project, id: Number(id) };
  if (log === null) return { kind: 'run', run };
  return /^\d{1,6}$/.test(log) ? { kind: 'log', run, log: Number(log) } : undefined;
}
