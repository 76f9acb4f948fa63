import { randomBytes } from 'node:crypto';
import type { ServiceRequest, ServiceResponse } from '../../core/service.ts';
import { runPathOf, type RunPage } from './addresses.ts';
import { readDecision, readStageUpdate } from './decide-form.ts';
import { renderEnvironmentsPage, renderProjectPage } from './project-page.ts';
import type { RunData } from './run-data.ts';
import { renderLogPage, renderRunPage } from './run-page.ts';

/** What a page handler answers: a page, where to go, or why not. */
type RunAnswer =
  | { readonly kind: 'page'; readonly body: string }
  | { readonly kind: 'goTo'; readonly path: string }
  | { readonly kind: 'refused'; readonly status: number; readonly message: string }
  | { readonly kind: 'missing' };

export type RunHandler = (request: ServiceRequest, page: RunPage) => Promise<RunAnswer>;

/** Serves the pages of runs. Forms carry a token of this process, which no other site can know. */
export function runHandler(data: RunData): RunHandler {
  const formToken = randomBytes(24).toString('base64url');
  const shown = (body: string | undefined): RunAnswer =>
    body === undefined ? { kind: 'missing' } : { kind: 'page', body };

  const decide = async (request: ServiceRequest, page: Extract<RunPage, { kind: 'approval' }>): Promise<RunAnswer> => {
    const decision = readDecision(request, page, formToken);
    if (typeof decision === 'string') return { kind: 'refused', status: 403, message: decision };
    const outcome = await data.decide(decision);
    if ('refused' in outcome) return { kind: 'refused', status: outcome.status, message: outcome.refused };
    return { kind: 'goTo', path: runPathOf(outcome.run) };
  };

  const update = async (request: ServiceRequest, page: Extract<RunPage, { kind: 'stage' }>): Promise<RunAnswer> => {
    const wanted = readStageUpdate(request, { run: page.run, stage: page.stage }, formToken);
    if (typeof wanted === 'string') return { kind: 'refused', status: 403, message: wanted };
    const outcome = await data.updateStage(wanted);
    if ('refused' in outcome) return { kind: 'refused', status: outcome.status, message: outcome.refused };
    return { kind: 'goTo', path: runPathOf(outcome.run) };
  };

  return async (request, page) => {
    const refused = (message: string): RunAnswer => ({ kind: 'refused', status: 405, message });
    if (page.kind === 'approval')
      return request.method === 'POST'
        ? decide(request, page)
        : refused('Approvals are decided on the page of their run.');
    if (page.kind === 'stage')
      return request.method === 'POST'
        ? update(request, page)
        : refused('Stages are updated on the page of their run.');
    if (request.method !== 'GET' && request.method !== 'HEAD') return refused('This page can be read only.');
    return shown(await renderRunPages(data, page, formToken));
  };
}

async function renderRunPages(
  data: RunData,
  page: Exclude<RunPage, { kind: 'approval' | 'stage' }>,
  formToken: string,
): Promise<string | undefined> {
  switch (page.kind) {
    case 'runs': {
      const view = await data.readProject(page.project);
      return view && renderProjectPage(view, formToken);
    }
    case 'environments': {
      const view = await data.readEnvironments(page.project);
      return view && renderEnvironmentsPage(page.project, view);
    }
    case 'run': {
      const view = await data.readRun(page.run);
      return view && renderRunPage(view, formToken);
    }
    case 'log': {
      const text = await data.readLog(page.run, page.log);
      return text === undefined ? undefined : renderLogPage(page.run, page.log, text);
    }
  }
}

/** An answer without a page of its own. */
export const seeOther = (path: string): ServiceResponse => ({ status: 303, headers: { location: path }, body: '' });
