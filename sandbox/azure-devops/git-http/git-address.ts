import type { ServiceRequest } from '../../core/service.ts';

/** A request of git's smart protocol. */
export interface GitAddress {
  readonly organisation: string;
  readonly project: string;
  readonly repository: string;
  /** info/refs, git-upload-pack or git-receive-pack. */
  readonly tail: string;
  readonly service: string;
}

/** /{org}[/{project}]/_git/{repo}/...; undefined for any other path, such as a page for people. */
export function gitAddressOf({ url, method }: ServiceRequest): GitAddress | undefined {
  const segments = url.pathname.split('/').slice(1).map(decodeURIComponent);
  const at = segments.findIndex((segment) => segment.toLowerCase() === '_git');
  const [organisation] = segments;
  const repository = segments[at + 1]?.replace(/\.git$/, '');
  if (organisation === undefined || repository === undefined || at < 1 || at > 2) return undefined;
  const tail = segments.slice(at + 2).join('/');
  const service = serviceOf(method, tail, url);
  // Without a project, its name is that of the repository.
  const [, project = ''] = at === 2 ? segments : [organisation, repository];
  return service === undefined ? undefined : { organisation, project, repository, tail, service };
}

function serviceOf(method: string, tail: string, url: URL): string | undefined {
  const asked = method === 'GET' && tail === 'info/refs' ? url.searchParams.get('service') : undefined;
  const service = method === 'POST' ? tail : (asked ?? '');
  return /^git-(upload|receive)-pack$/.test(service) ? service : undefined;
}
