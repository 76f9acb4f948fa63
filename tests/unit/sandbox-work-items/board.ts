import type { Answer, PipelineSandbox } from '../sandbox-pipelines/pipeline-sandbox.ts';

export { startPipelines as startBoard, stopSandboxes, shop } from '../sandbox-pipelines/pipeline-sandbox.ts';
export type { Answer, PipelineSandbox as Board } from '../sandbox-pipelines/pipeline-sandbox.ts';

export interface Operation {
  readonly op: string;
  readonly path: string;
  readonly value?: unknown;
}

export const add = (field: string, value: unknown): Operation => ({ op: 'add', path: `/fields/${field}`, value });

type Options = Parameters<PipelineSandbox['call']>[2];

/** Sends a JSON patch as the service wants it. */
export const patch = (
  board: PipelineSandbox,
  to: string,
  body: readonly Operation[],
  options: Options = {},
): Promise<Answer> => board.call('PATCH', to, { body, type: 'application/json-patch+json', ...options });

/** Creates an item of a type, with a title at least. */
export const create = (
  board: PipelineSandbox,
  type: string,
  body = [add('System.Title', 'Pay by card')],
  options: Options = {},
) =>
  board.call('POST', `wit/workitems/$${encodeURIComponent(type)}`, {
    body,
    type: 'application/json-patch+json',
    ...options,
  });
