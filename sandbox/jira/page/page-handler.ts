import type { ServiceRequest, ServiceResponse } from '../../core/service.ts';
import { renderMessage } from '../../page/frame.ts';
import { nothing } from '../../page/html.ts';
import { pageAnswers, SHARED_STYLE_FILE } from '../../page/page-answers.ts';
import { findProject, type World } from '../world.ts';
import { renderBoardPage } from './board-page.ts';
import { renderIssuePage } from './issue-page.ts';
import { renderPage, SHARED_STYLE, STYLE } from './layout.ts';
import { renderProjectsPage } from './projects-page.ts';

const FILES: Readonly<Record<string, URL>> = {
  [STYLE]: new URL('jira.css', import.meta.url),
  [SHARED_STYLE]: SHARED_STYLE_FILE,
};

const answers = pageAnswers();

const message = (world: World, status: number, title: string, text: string) =>
  answers.page(status, renderPage(world, title, nothing, renderMessage(title, text)));

/** The projects at /, a board at /projects/KEY/board, an issue at /browse/KEY, and their styles. */
export function answerPage(world: World, { method, url }: Pick<ServiceRequest, 'method' | 'url'>): ServiceResponse {
  if (method !== 'GET' && method !== 'HEAD') return message(world, 405, 'Not allowed', 'Pages can be read only.');
  const isOurs = url.pathname.startsWith(`${world.basePath}/`);
  const path = isOurs ? url.pathname.slice(world.basePath.length) : undefined;
  const file = path === undefined ? undefined : FILES[path];
  if (file) return answers.file(file, 'text/css');
  const body = path === undefined ? undefined : renderPath(world, path);
  if (body === undefined)
    return message(
      world,
      404,
      'Not found',
      `There is no such page here. The list of projects is at ${world.basePath}/.`,
    );
  return answers.page(200, body);
}

function renderPath(world: World, path: string): string | undefined {
  if (path === '/') return renderProjectsPage(world);
  const board = /^\/projects\/([A-Z][A-Z0-9_]+)\/board\/?$/i.exec(path)?.[1];
  const project = board === undefined ? undefined : findProject(world, board);
  if (project) return renderBoardPage(world, project);
  const key = /^\/browse\/([A-Z][A-Z0-9_]+-\d+)\/?$/i.exec(path)?.[1];
  const issue = key === undefined ? undefined : world.store.issueByKey(key);
  return issue && renderIssuePage(world, issue);
}
