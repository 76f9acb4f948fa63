import type { Handler, ServiceRequest, ServiceResponse } from '../core/service.ts';
import { renderMessage } from './frame.ts';
import { nothing } from './html.ts';
import { renderPage, STYLE_PATH } from './layout.ts';
import { renderOverviewPage } from './overview-page.ts';
import { pageAnswers, SHARED_STYLE_FILE } from './page-answers.ts';
import type { PageData, PullRequestAddress, RepositoryAddress } from './page-data.ts';
import { renderPullRequestPage } from './pull-request-page.ts';
import { renderReleasesPage } from './releases-page.ts';
import { findRunPage, type RunPage } from './runs/addresses.ts';
import type { ProjectAddress, RunData } from './runs/run-data.ts';
import { runHandler, seeOther, type RunHandler } from './runs/run-handler.ts';

const { page, file } = pageAnswers({ forms: true });

const message = (status: number, title: string, text: string) =>
  page(status, renderPage(title, nothing, renderMessage(title, text)));

/** The pull request whose page a path is, as it stands in the request line; undefined for every other path. */
function findAddress(pathname: string): PullRequestAddress | undefined {
  const found = /^\/([^/]+)\/([^/]+)\/_git\/([^/]+)\/pullrequest\/(\d{1,9})\/?$/i.exec(pathname);
  if (!found) return undefined;
  const [organization = '', project = '', repository = ''] = found.slice(1, 4).map(decodeURIComponent);
  return { organization, project, repository, id: Number(found[4]) };
}

/** The repository whose releases a path shows. */
function findReleases(pathname: string): RepositoryAddress | undefined {
  const found = /^\/([^/]+)\/([^/]+)\/_git\/([^/]+)\/releases\/?$/i.exec(pathname);
  if (!found) return undefined;
  const [organization = '', project = '', repository = ''] = found.slice(1, 4).map(decodeURIComponent);
  return { organization, project, repository };
}

/** Whether a request is for a page or its style, and not for an API that shares the address. */
export function isPageRequest({ url }: Pick<ServiceRequest, 'url'>): boolean {
  const { pathname } = url;
  if (pathname === '/' || pathname === STYLE_PATH) return true;
  return (findAddress(pathname) ?? findReleases(pathname) ?? findRunPage(url)) !== undefined;
}

/**
 * Serves the overview at /, a page per pull request at the address that the real service has, one of the releases of
 * each repository, the runs and environments of each project, and their style.
 */
export function pageHandler(data: PageData, runData?: RunData): Handler {
  const runs = runData && runHandler(runData);
  return async (request) => {
    const { method, url } = request;
    const runPage = runs && findRunPage(url);
    if (runPage) return answerRun(runs, request, runPage);
    if (method !== 'GET' && method !== 'HEAD') return message(405, 'Not allowed', 'Pages can be read only.');
    if (url.pathname === STYLE_PATH) return file(SHARED_STYLE_FILE, 'text/css');
    const body = await renderPath(data, url.pathname, await runData?.listProjects());
    if (body === undefined) return missing();
    return page(200, body);
  };
}

const missing = () =>
  message(404, 'Not found', 'There is no such page here. The list of pull requests is at the root.');

async function answerRun(runs: RunHandler, request: ServiceRequest, runPage: RunPage): Promise<ServiceResponse> {
  const answer = await runs(request, runPage);
  switch (answer.kind) {
    case 'page':
      return page(200, answer.body);
    case 'goTo':
      return seeOther(answer.path);
    case 'missing':
      return missing();
    case 'refused':
      return message(answer.status, 'Not done', answer.message);
  }
}

async function renderPath(
  data: PageData,
  pathname: string,
  projects: readonly ProjectAddress[] = [],
): Promise<string | undefined> {
  if (pathname === '/')
    return renderOverviewPage(...(await Promise.all([data.listPullRequests(), data.listLedgers()])), projects);
  const releases = findReleases(pathname);
  if (releases) {
    const view = await data.readReleases(releases);
    return view && renderReleasesPage(view);
  }
  const address = findAddress(pathname);
  const view = address && (await data.readPullRequest(address));
  return view && renderPullRequestPage(view);
}
