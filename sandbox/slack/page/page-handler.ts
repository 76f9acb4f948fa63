import type { ServiceRequest, ServiceResponse } from '../../core/service.ts';
import { renderMessage } from '../../page/frame.ts';
import { nothing } from '../../page/html.ts';
import { pageAnswers, SHARED_STYLE_FILE } from '../../page/page-answers.ts';
import { click } from '../interactions/click.ts';
import { closeView, submitView } from '../interactions/submit-view.ts';
import type { World } from '../world.ts';
import { renderChannelPage, renderStartPage } from './channel-page.ts';
import { renderPage, SCRIPT, SHARED_STYLE, STYLE } from './layout.ts';

interface PageFile {
  readonly file: URL;
  readonly type: string;
}

const FILES: Readonly<Record<string, PageFile>> = {
  [STYLE]: { file: new URL('slack.css', import.meta.url), type: 'text/css' },
  [SCRIPT]: { file: new URL('slack.js', import.meta.url), type: 'text/javascript' },
  [SHARED_STYLE]: { file: SHARED_STYLE_FILE, type: 'text/css' },
};

const answers = pageAnswers({ script: true, forms: true });

const json = (status: number, value: unknown): ServiceResponse => ({
  status,
  headers: { ...answers.headers, 'content-type': 'application/json; charset=utf-8' },
  body: JSON.stringify(value),
});

function message(world: World, status: number, title: string, text: string): ServiceResponse {
  const main = renderMessage(title, text);
  return answers.page(
    status,
    renderPage(world, { title, viewer: undefined, channel: undefined, main, modal: nothing }),
  );
}

/** Real milliseconds that a page waits for news at most. */
const NEWS_WITHIN_MS = 10_000;

/** Serves the pages of people and takes their clicks. */
export async function answerPage(world: World, request: ServiceRequest): Promise<ServiceResponse> {
  const { method, url } = request;
  if (method === 'POST') return answerAct(world, request);
  if (method !== 'GET' && method !== 'HEAD')
    return message(world, 405, 'Not allowed', 'Pages can be read and clicked.');
  const file = FILES[url.pathname];
  if (file) return answers.file(file.file, file.type);
  if (url.pathname === '/_page/changes') {
    const version = await world.changes.next(Number(url.searchParams.get('after')), NEWS_WITHIN_MS);
    return json(200, { version });
  }
  const as = url.searchParams.get('as');
  if (url.pathname === '/') return answers.page(200, renderStartPage(world, as));
  const id = /^\/channels\/(\w+)\/?$/.exec(url.pathname)?.[1];
  const body = id === undefined ? undefined : renderChannelPage(world, id, as);
  if (body !== undefined) return answers.page(200, body);
  return message(world, 404, 'Not found', 'There is no such channel here, or not for you.');
}

/** A page elsewhere must not click here. */
const isForeign = ({ headers }: ServiceRequest): boolean =>
  headers.origin !== undefined && headers.origin !== `http://${headers.host ?? ''}`;

async function answerAct(world: World, request: ServiceRequest): Promise<ServiceResponse> {
  if (isForeign(request)) return message(world, 403, 'Forbidden', 'This came from another site.');
  const form = Object.fromEntries(new URLSearchParams(request.body.toString('utf8')));
  const { user = '', channel = '' } = form;
  try {
    const isKnown = await act(world, request.url.pathname, form);
    if (!isKnown) return message(world, 404, 'Not found', 'There is nothing to do here.');
  } catch (error) {
    const text = error instanceof Error ? error.message : String(error);
    return message(world, 400, 'That did not work', text);
  }
  const back = `/channels/${encodeURIComponent(channel)}?as=${encodeURIComponent(user)}`;
  return { status: 303, headers: { ...answers.headers, location: back } };
}

type Form = Readonly<Record<string, string>>;

async function act(world: World, path: string, form: Form): Promise<boolean> {
  const { user = '', channel = '', ts = '', block = '', action = '', ...texts } = form;
  if (path === '/_page/click') await click(world, { user, channel, ts, actionId: action, blockId: block });
  else if (path === '/_page/submit') await submitView(world, user, texts);
  else if (path === '/_page/close') await closeView(world, user);
  else return false;
  return true;
}
