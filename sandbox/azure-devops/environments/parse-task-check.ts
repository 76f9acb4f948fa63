import * as z from 'zod';
import type { ProjectPlace } from '../pipelines/place.ts';
import { INVOKE_REST_API, OTHER_TASKS } from './check-types.ts';
import { findConnection } from './connections.ts';
import { parseCriteria } from './criteria.ts';
import type { RestCheckSettings } from './documents.ts';
import { parseWith, refuseCheck as refuse } from './parse-with.ts';

const LONGEST_TEXT = 2000;
const MOST_EVALUATIONS = 10;
const METHODS = ['OPTIONS', 'GET', 'HEAD', 'POST', 'PUT', 'DELETE', 'TRACE', 'PATCH'] as const;

const taskCheck = z.strictObject({
  displayName: z.string().trim().min(1).max(256),
  definitionRef: z.strictObject({ id: z.guid().toLowerCase(), name: z.string(), version: z.string() }),
  inputs: z.record(z.string(), z.string()),
  retryInterval: z.int().min(0).max(1440).nullish(),
  linkedVariableGroup: z.literal('', 'the sandbox has no variable groups').nullish(),
});

const headers = z
  .string()
  .max(LONGEST_TEXT)
  .refine((text) => text === '' || isHeaders(text), 'must be a JSON object of texts');

const restInputs = z.strictObject({
  connectedServiceNameSelector: z
    .literal('connectedServiceName', 'the sandbox asks through generic connections only')
    .default('connectedServiceName'),
  connectedServiceName: z.string().min(1, 'a service connection is needed'),
  method: z.enum(METHODS),
  headers: headers.default(''),
  body: z.string().max(LONGEST_TEXT).default(''),
  urlSuffix: z.string().default(''),
  waitForCompletion: z.literal('false', 'the sandbox evaluates the answer (ApiResponse), callbacks it has not'),
  successCriteria: z.string().default(''),
});

function isHeaders(text: string): boolean {
  try {
    return z.record(z.string(), z.string()).safeParse(JSON.parse(text)).success;
  } catch {
    return false;
  }
}

/** A check that runs a task of the server: Invoke REST API, asked and judged by its answer. */
export function parseTaskCheck(place: ProjectPlace, settings: unknown, timeout: number): RestCheckSettings {
  const { definitionRef, displayName, inputs, retryInterval } = parseWith(taskCheck, settings);
  refuseOtherTask(definitionRef);
  const interval = retryInterval ?? 0;
  if (interval > 0 && timeout / interval > MOST_EVALUATIONS)
    throw refuse(
      `A check that waits for the answer is evaluated ${MOST_EVALUATIONS} times at most: with a timeout of ${timeout} minutes the time between evaluations must be at least ${Math.ceil(timeout / MOST_EVALUATIONS)}.`,
    );
  const parsed = parseWith(restInputs, inputs);
  const connection = findConnection(place, parsed.connectedServiceName);
  if (connection?.type !== 'generic')
    throw refuse(
      `The service connection '${parsed.connectedServiceName}' could not be found among the generic connections of the project.`,
    );
  if (parsed.successCriteria !== '') refuseCriteria(parsed.successCriteria);
  return { kind: 'rest', displayName, retryInterval: interval, inputs: parsed };
}

function refuseOtherTask({ id, name }: { readonly id: string; readonly name: string }): void {
  const other = OTHER_TASKS.get(id);
  if (other !== undefined) throw refuse(`The sandbox has no checks of type ${other}.`);
  if (id !== INVOKE_REST_API || name !== 'InvokeRESTAPI')
    throw refuse(`The check definition '${name}' (${id}) is not valid.`);
}

function refuseCriteria(text: string): void {
  try {
    parseCriteria(text);
  } catch (error) {
    throw refuse(`The success criteria are not valid: ${error instanceof Error ? error.message : String(error)}`);
  }
}
