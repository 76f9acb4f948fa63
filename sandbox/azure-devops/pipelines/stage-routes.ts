import * as z from 'zod';
import { invalidArgument, RestError } from '../errors.ts';
import { nothing } from '../rest/answers.ts';
import { enumValue, readBody } from '../rest/body.ts';
import { value, type Call } from '../rest/call.ts';
import { route, type Route } from '../rest/router.ts';
import type { StageAttempt, StageState } from '../../pipelines/run/documents.ts';
import { buildOf, requireBuildPermission, type BuildPlace } from './place.ts';

const stageUpdate = z.strictObject({
  state: enumValue({ cancel: 0, retry: 1, run: 2 }),
  forceRetryAllJobs: z.boolean().optional(),
  retryDependencies: z.literal(false, 'the sandbox retries no stage before the one that is named').optional(),
});

const refuse = (typeKey: string, message: string, status = 400) =>
  new RestError(status, typeKey, message, { assembly: 'Microsoft.TeamFoundation.Build.WebApi' });

/** The newest attempt of the stage that is named, of a run of YAML. */
function stageOf(call: Call, { build }: BuildPlace): StageState & { readonly last: StageAttempt } {
  if (!build.yaml) throw invalidArgument('The stages of a scripted pipeline of the sandbox cannot be updated.');
  const name = value(call, 'stage');
  const stage = build.yaml.stages.find((one) => one.name === name);
  const last = stage?.attempts.at(-1);
  if (!stage || !last)
    throw refuse('StageNotFoundException', `The stage ${name} of build ${build.id} was not found.`, 404);
  return { ...stage, last };
}

function updateStage(call: Call) {
  const place = buildOf(call);
  const body = readBody(call, stageUpdate);
  switch (body.state) {
    case 'retry':
      retry(call, place, { allJobs: body.forceRetryAllJobs ?? false });
      break;
    case 'cancel':
      cancel(call, place);
      break;
    case 'run':
      throw invalidArgument("The sandbox does not know the stage update 'run': its stages begin by themselves.");
  }
  return nothing();
}

/** Runs a stage that has ended again: a new attempt, and one of the stages behind it. */
function retry(call: Call, place: BuildPlace, { allJobs }: { readonly allJobs: boolean }): void {
  requireBuildPermission(call, place, 'queueBuilds');
  const { name, last } = stageOf(call, place);
  if (last.state !== 'completed' || (last.result === 'Succeeded' && !allJobs))
    throw refuse('InvalidStageUpdateException', `The stage ${name} cannot be retried: it has not failed.`);
  call.world.executor.retry(place, place.build, { stage: name, allJobs });
}

/** Stops a stage and leaves the rest of the run alone. One that has not begun cannot be cancelled by itself. */
function cancel(call: Call, place: BuildPlace): void {
  requireBuildPermission(call, place, 'stopBuilds');
  const { name, last } = stageOf(call, place);
  if (last.state === 'completed' || last.state === 'pending') {
    const why = last.state === 'pending' ? 'it has not started' : 'it has completed';
    throw refuse('InvalidStageUpdateException', `The stage ${name} cannot be canceled: ${why}.`);
  }
  call.world.executor.cancelStage(place, place.build, name);
}

export const stageRoutes: readonly Route[] = [route('PATCH', 'build/builds/{build}/stages/{stage}', 1, updateStage)];
