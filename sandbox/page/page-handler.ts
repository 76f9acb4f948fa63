import { readFileSync } from 'node:fs';
import type { Handler, ServiceRequest, ServiceResponse } from '../core/service.ts';
import { html } from './html.ts';
import { renderPage, STYLE_PATH } from './layout.ts';
import { renderOverviewPage } from './overview-page.ts';
import type { PageData, PullRequestAddress } from './page-data.ts';
import { renderPullRequestPage } from './pull-request-page.ts';

const STYLE = new URL('page.css', import.meta.url);

/** No script runs and nothing is loaded from elsewhere, whatever a pull request says. */
const HEADERS = {
  'cache-control': 'no-store',
  'content-security-policy':
    "default-src 'none'; style-src 'self'; img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
};

const page = (status: number, body: string): ServiceResponse => ({
  status,
  headers: { ...HEADERS, 'content-type': 'text/html; charset=utf-8' },
  body,
});

const message = (status: number, title: string, text: string) =>
  page(
    status,
    renderPage(
      title,
      html``,
      html`<div class="title">
        <h1>${title}</h1>
        <p>${text}</p>
      </div>`,
    ),
  );

/** The pull request whose page a path is, as it stands in the request line; undefined for every other path. */
function findAddress(pathname: string): PullRequestAddress | undefined {
  const found = /^\/([^/]+)\/([^/]+)\/_git\/([^/]+)\/pullrequest\/(\d{1,9})\/?$/i.exec(pathname);
  if (!found) return undefined;
  const [organization = '', project = '', repository = ''] = found.slice(1, 4).map(decodeURIComponent);
  return { organization, project, repository, id: Number(found[4]) };
}

/** Whether a request is for a page or its style, and not for an API that shares the address. */
export function isPageRequest({ url }: Pick<ServiceRequest, 'url'>): boolean {
  return url.pathname === '/' || url.pathname === STYLE_PATH || findAddress(url.pathname) !== undefined;
}

/** Serves the overview at /, a page per pull request at the address that the real service has, and their style. */
export function pageHandler(data: PageData): Handler {
  return async ({ method, url }) => {
    if (method !== 'GET' && method !== 'HEAD') return message(405, 'Not allowed', 'Pages can be read only.');
    if (url.pathname === STYLE_PATH) {
      const headers = { ...HEADERS, 'content-type': 'text/css; charset=utf-8' };
      return { status: 200, headers, body: readFileSync(STYLE) };
    }
    if (url.pathname === '/') return page(200, renderOverviewPage(await data.listPullRequests()));
    const address = findAddress(url.pathname);
    const view = address && (await data.readPullRequest(address));
    if (!view)
      return message(404, 'Not found', 'There is no such page here. The list of pull requests is at the root.');
    return page(200, renderPullRequestPage(view));
  };
}
