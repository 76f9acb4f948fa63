import { readFileSync } from 'node:fs';
import type { ServiceRequest, ServiceResponse } from '../../core/service.ts';
import { html, nothing } from '../../page/html.ts';
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
  [SHARED_STYLE]: { file: new URL('../../page/page.css', import.meta.url), type: 'text/css' },
};

/** Our own script alone runs, and nothing is loaded from elsewhere, whatever a message says. */
const HEADERS = {
  'cache-control': 'no-store',
  'content-security-policy':
    "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; img-src data:; base-uri 'none'; form-action 'self'; frame-ancestors 'none'",
  'referrer-policy': 'same-origin',
  'x-content-type-options': 'nosniff',
};

const page = (status: number, body: string): ServiceResponse => ({
  status,
  headers: { ...HEADERS, 'content-type': 'text/html; charset=utf-8' },
  body,
});

const json = (status: number, value: unknown): ServiceResponse => ({
  status,
  headers: { ...HEADERS, 'content-type': 'application/json; charset=utf-8' },
  body: JSON.stringify(value),
});

function message(world: World, status: number, title: string, text: string): ServiceResponse {
  const main = html`<div class="title">
    <h1>${title}</h1>
    <p>${text}</p>
  </div>`;
  return page(status, renderPage(world, { title, viewer: undefined, channel: undefined, main, modal: nothing }));
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
  if (file) {
    const headers = { ...HEADERS, 'content-type': `${file.type}; charset=utf-8` };
    return { status: 200, headers, body: readFileSync(file.file) };
  }
  if (url.pathname === '/_page/changes') {
    const version = await world.changes.next(Number(url.searchParams.get('after')), NEWS_WITHIN_MS);
    return json(200, { version });
  }
  const as = url.searchParams.get('as');
  if (url.pathname === '/') return page(200, renderStartPage(world, as));
  const id = /^\/channels\/(\w+)\/?$/.exec(url.pathname)?.[1];
  const body = id === undefined ? undefined : renderChannelPage(world, id, as);
  if (body !== undefined) return page(200, body);
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
  return { status: 303, headers: { ...HEADERS, location: back } };
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
