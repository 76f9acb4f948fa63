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
import { previewRun, queueRun, type RunRequest } from './queue-run.ts';

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
        .record(z.string(), z.strictObject({ refName: z.string().optional(), version: z.string().optional() }))
        .optional(),
    })
    .optional(),
  templateParameters: z.record(z.string(), z.string()).optional(),
  variables: z.record(z.string(), variable).optional(),
  stagesToSkip: z.array(z.string()).optional(),
  previewRun: z.boolean().optional(),
  yamlOverride: z.string().optional(),
});

type RunParameters = z.infer<typeof runParameters>;

async function runPipeline(call: Call) {
  const place = pipelineOf(call);
  requireBuildPermission(call, place, 'queueBuilds');
  const body = readBody(call, runParameters);
  if (body.previewRun === true) return json({ finalYaml: await previewRun(place, requestOf(call, body)) });
  if (body.yamlOverride !== undefined) throw invalidArgument('yamlOverride is only taken when the run is previewed.');
  return json(presentRun(await queueRun(place, requestOf(call, body))));
}

/** Nothing is queued, so seeing the pipeline is enough. */
async function previewPipeline(call: Call) {
  const body = readBody(call, runParameters);
  return json({ finalYaml: await previewRun(pipelineOf(call), requestOf(call, body)) });
}

function requestOf(call: Call, body: RunParameters): RunRequest {
  const { self, ...repositories } = body.resources?.repositories ?? {};
  const variables = Object.entries(body.variables ?? {}).map(([name, { value, isSecret }]) => [
    name,
    { value: value ?? '', isSecret: isSecret ?? false },
  ]);
  return {
    refName: self?.refName,
    version: self?.version,
    templateParameters: body.templateParameters,
    variables: Object.fromEntries(variables) as Record<string, { value: string; isSecret: boolean }>,
    stagesToSkip: body.stagesToSkip,
    repositories,
    yamlOverride: body.yamlOverride,
    requestedById: call.caller.identity.id,
  };
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
  route('POST', 'pipelines/{pipeline}/preview', 1, previewPipeline),
];
