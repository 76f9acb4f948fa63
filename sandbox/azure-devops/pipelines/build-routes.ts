import * as z from 'zod';
import { invalidArgument, notFound, RestError } from '../errors.ts';
import { presentProperties } from '../present/properties.ts';
import { json, list } from '../rest/answers.ts';
import { enumValue, readBody } from '../rest/body.ts';
import { value, type Call } from '../rest/call.ts';
import { route, type Route } from '../rest/router.ts';
import { patchProperties, propertyPatch } from '../validation/properties.ts';
import { buildOf, buildsOf, placeOfBuild, projectPlace, requireBuildPermission, type BuildPlace } from './place.ts';
import { buildUrl, presentBuild } from './present.ts';
import { queryBuilds } from './query-builds.ts';
import { recordId } from './record-id.ts';
import { timelineRecords } from './timeline.ts';
import { earlierTimeline, yamlTimeline } from './yaml-timeline.ts';

function listBuilds(call: Call) {
  const { builds, continuationToken } = queryBuilds(call, buildsOf(projectPlace(call)));
  const answer = list(builds.map(presentBuild));
  if (continuationToken === undefined) return answer;
  return { ...answer, headers: { ...answer.headers, 'x-ms-continuationtoken': continuationToken } };
}

const buildUpdate = z.strictObject({
  id: z.int().optional(),
  status: enumValue({ cancelling: 4 }),
});

/** Cancelling is the only change that the sandbox knows; the run stops a little later. */
function updateBuild(call: Call) {
  const place = buildOf(call);
  const { build, progress } = place;
  requireBuildPermission(call, place, 'stopBuilds');
  const body = readBody(call, buildUpdate);
  if (body.id !== undefined && body.id !== build.id)
    throw invalidArgument(`The build ${body.id} of the body is not that of the URL.`);
  if (progress.status === 'completed')
    throw new RestError(
      400,
      'BuildStatusInvalidChangeException',
      `The build ${build.id} has completed and cannot be cancelled.`,
      {
        assembly: 'Microsoft.TeamFoundation.Build.WebApi',
      },
    );
  if (build.cancelledAt === undefined) {
    build.cancelledAt = call.world.clock.now().toISOString();
    build.cancelledById = call.caller.identity.id;
    place.organisation.builds.save(build);
  }
  if (build.yaml) call.world.executor.cancel(place, build);
  return json(presentBuild(placeOfBuild(place, build)));
}

function getTimeline(call: Call) {
  const place = buildOf(call);
  const { build, organisation, world } = place;
  const id = recordId(organisation.document.id, build.id, 'timeline');
  const wanted = call.values['timeline'];
  const old = wanted === undefined ? undefined : earlierTimeline(place, wanted.toLowerCase());
  if (wanted !== undefined && wanted.toLowerCase() !== id && old === undefined)
    throw notFound('TimelineNotFoundException', `The timeline ${wanted} of build ${build.id} was not found.`);
  return json({
    records: old ?? (build.yaml ? yamlTimeline(place) : timelineRecords(place, place.progress.stages)),
    lastChangedBy: '00000002-0000-8888-8000-000000000000',
    lastChangedOn: world.clock.now().toISOString(),
    id: wanted?.toLowerCase() ?? id,
    changeId: 1,
    url: `${buildUrl(place)}/Timeline/${wanted ?? id}`,
  });
}

const LONGEST_TAG = 256;
const tagName = z.string().trim().min(1).max(LONGEST_TAG);

/** Tags are one of each name in any case. */
function addTags(call: Call, place: BuildPlace, names: readonly string[]) {
  requireBuildPermission(call, place, 'updateBuilds');
  const { build } = place;
  for (const name of names)
    if (!build.tags.some((tag) => tag.toLowerCase() === name.toLowerCase())) build.tags.push(name);
  place.organisation.builds.save(build);
  return list(build.tags);
}

function putTag(call: Call) {
  const name = tagName.safeParse(value(call, 'tag'));
  if (!name.success) throw invalidArgument('A tag has 1 to 256 characters.');
  return addTags(call, buildOf(call), [name.data]);
}

const presentBuildProperties = ({ build }: BuildPlace) =>
  json({ count: Object.keys(build.properties).length, value: presentProperties(build.properties) });

function updateProperties(call: Call) {
  const place = buildOf(call);
  requireBuildPermission(call, place, 'updateBuilds');
  const patch = readBody(call, propertyPatch, 'application/json-patch+json');
  place.build.properties = patchProperties(place.build.properties, patch);
  place.organisation.builds.save(place.build);
  return presentBuildProperties(place);
}

const BUILD = 'build/builds/{build}';

export const buildRoutes: readonly Route[] = [
  route('GET', 'build/builds', 8, listBuilds),
  route('GET', BUILD, 8, (call) => json(presentBuild(buildOf(call)))),
  route('PATCH', BUILD, 8, updateBuild),
  route('GET', `${BUILD}/timeline`, 3, getTimeline),
  route('GET', `${BUILD}/timeline/{timeline}`, 3, getTimeline),
  route('GET', `${BUILD}/tags`, 3, (call) => list(buildOf(call).build.tags)),
  route('POST', `${BUILD}/tags`, 3, (call) => addTags(call, buildOf(call), readBody(call, z.array(tagName).min(1)))),
  route('PUT', `${BUILD}/tags/{tag}`, 3, putTag),
  route('GET', `${BUILD}/properties`, 1, (call) => presentBuildProperties(buildOf(call))),
  route('PATCH', `${BUILD}/properties`, 1, updateProperties),
];
