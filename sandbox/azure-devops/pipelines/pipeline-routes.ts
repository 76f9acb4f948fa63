import * as z from 'zod';
import { invalidArgument, RestError } from '../errors.ts';
import { json, list } from '../rest/answers.ts';
import { readBody } from '../rest/body.ts';
import { numberOf, queryNumber, type Call } from '../rest/call.ts';
import { route, type Route } from '../rest/router.ts';
import type { PipelineDocument } from './documents.ts';
import {
  buildOf,
  buildsOf,
  pipelineOf,
  pipelinesOf,
  projectPlace,
  refuseUnknownQuery,
  requireBuildPermission,
} from './place.ts';
import { presentPipeline, presentRun } from './present.ts';
import { queueRun } from './queue-run.ts';

const MOST_RUNS = 10_000;

const ORDERS: Readonly<Record<string, (pipeline: PipelineDocument) => string | number>> = {
  id: ({ id }) => id,
  name: ({ name }) => name.toLowerCase(),
  folder: ({ folder }) => folder.toLowerCase(),
  createddate: ({ createdDate }) => createdDate,
};

/** Pages by position: the token is the number of pipelines already given. */
function listPipelines(call: Call) {
  refuseUnknownQuery(call, ['orderBy', '$top', 'continuationToken']);
  const place = projectPlace(call);
  const [order = '', direction = 'asc'] = (call.query.get('orderby') ?? 'name asc').split(/ +/);
  const keyOf = ORDERS[order.toLowerCase()];
  if (!keyOf || !/^(asc|desc)$/i.test(direction))
    throw invalidArgument(`The pipelines cannot be ordered by '${order} ${direction}'.`);
  const sign = /^desc$/i.test(direction) ? -1 : 1;
  const sorted = [...pipelinesOf(place)].sort((one, other) => {
    const [a, b] = [keyOf(one), keyOf(other)];
    return sign * (a < b ? -1 : a > b ? 1 : one.id - other.id);
  });
  const start = queryNumber(call, 'continuationToken', 0);
  const end = start + queryNumber(call, '$top', MOST_RUNS);
  const answer = list(
    sorted.slice(start, end).map((pipeline) => presentPipeline({ ...place, pipeline }, { listed: true })),
  );
  if (end >= sorted.length) return answer;
  return { ...answer, headers: { ...answer.headers, 'x-ms-continuationtoken': String(end) } };
}

const variable = z.strictObject({ value: z.string().nullish(), isSecret: z.boolean().optional() });

const runParameters = z.strictObject({
  resources: z
    .strictObject({
      repositories: z
        .strictObject({
          self: z.strictObject({ refName: z.string().optional(), version: z.string().optional() }).optional(),
        })
        .optional(),
    })
    .optional(),
  templateParameters: z.record(z.string(), z.string()).optional(),
  variables: z.record(z.string(), variable).optional(),
  stagesToSkip: z.array(z.string()).optional(),
  previewRun: z.literal(false).optional(),
});

async function runPipeline(call: Call) {
  const place = pipelineOf(call);
  requireBuildPermission(call, place, 'queueBuilds');
  const body = readBody(call, runParameters);
  const self = body.resources?.repositories?.self;
  const variables = Object.entries(body.variables ?? {}).map(([name, { value, isSecret }]) => [
    name,
    { value: value ?? '', isSecret: isSecret ?? false },
  ]);
  const build = await queueRun(place, {
    refName: self?.refName,
    version: self?.version,
    templateParameters: body.templateParameters,
    variables: Object.fromEntries(variables) as Record<string, { value: string; isSecret: boolean }>,
    stagesToSkip: body.stagesToSkip,
    requestedById: call.caller.identity.id,
  });
  return json(presentRun(build));
}

/** The newest first; the service has no paging here. */
function listRuns(call: Call) {
  refuseUnknownQuery(call, []);
  const { pipeline, ...place } = pipelineOf(call);
  const runs = buildsOf(place).filter(({ build }) => build.pipelineId === pipeline.id);
  return list(runs.reverse().slice(0, MOST_RUNS).map(presentRun));
}

function getRun(call: Call) {
  const { pipeline } = pipelineOf(call);
  const place = buildOf(call, 'run');
  if (place.pipeline.id === pipeline.id) return json(presentRun(place));
  throw new RestError(404, 'RunNotFoundException', `Run ${numberOf(call, 'run')} was not found.`, {
    assembly: 'Microsoft.Azure.Pipelines.WebApi',
  });
}

export const pipelineRoutes: readonly Route[] = [
  route('GET', 'pipelines', 1, listPipelines),
  route('GET', 'pipelines/{pipeline}', 1, (call) => json(presentPipeline(pipelineOf(call)))),
  route('GET', 'pipelines/{pipeline}/runs', 1, listRuns),
  route('POST', 'pipelines/{pipeline}/runs', 1, runPipeline),
  route('GET', 'pipelines/{pipeline}/runs/{run}', 1, getRun),
];
