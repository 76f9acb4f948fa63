import * as z from 'zod';
import { invalidArgument, RestError } from '../errors.ts';
import { nothing } from '../rest/answers.ts';
import { enumValue, readBody } from '../rest/body.ts';
import { value, type Call } from '../rest/call.ts';
import { route, type Route } from '../rest/router.ts';
import { buildOf, requireBuildPermission } from './place.ts';

const stageUpdate = z.strictObject({
  state: enumValue({ cancel: 0, retry: 1, run: 2 }),
  forceRetryAllJobs: z.boolean().optional(),
  retryDependencies: z.literal(false, 'the sandbox retries no stage before the one that is named').optional(),
});

const refuse = (typeKey: string, message: string, status = 400) =>
  new RestError(status, typeKey, message, { assembly: 'Microsoft.TeamFoundation.Build.WebApi' });

/** Runs a stage that has ended again: a new attempt, and one of the stages behind it. */
function updateStage(call: Call) {
  const place = buildOf(call);
  const { build } = place;
  requireBuildPermission(call, place, 'queueBuilds');
  const body = readBody(call, stageUpdate);
  if (body.state !== 'retry') throw invalidArgument(`The sandbox does not know the stage update '${body.state}'.`);
  if (!build.yaml) throw invalidArgument('The stages of a scripted pipeline of the sandbox cannot be retried.');
  const name = value(call, 'stage');
  const stage = build.yaml.stages.find((one) => one.name === name);
  const last = stage?.attempts.at(-1);
  if (!stage || !last)
    throw refuse('StageNotFoundException', `The stage ${name} of build ${build.id} was not found.`, 404);
  if (last.state !== 'completed' || (last.result === 'Succeeded' && body.forceRetryAllJobs !== true))
    throw refuse('InvalidStageUpdateException', `The stage ${name} cannot be retried: it has not failed.`);
  call.world.executor.retry(place, build, { stage: name, allJobs: body.forceRetryAllJobs ?? false });
  return nothing();
}

export const stageRoutes: readonly Route[] = [route('PATCH', 'build/builds/{build}/stages/{stage}', 1, updateStage)];
