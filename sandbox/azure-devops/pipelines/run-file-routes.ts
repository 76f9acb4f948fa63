import type { JobState, StepState } from '../../pipelines/run/documents.ts';
import { notFound } from '../errors.ts';
import { bytes, json, list } from '../rest/answers.ts';
import { numberOf, queryNumber, value, type Call } from '../rest/call.ts';
import { route, type Route } from '../rest/router.ts';
import { buildOf, refuseUnknownQuery, type BuildPlace } from './place.ts';
import { buildUrl } from './present.ts';
import { recordId } from './record-id.ts';

/** Every step of every attempt; a job that a retry kept is there once. */
function stepsOf({ build }: BuildPlace): readonly { readonly job: JobState; readonly step: StepState }[] {
  const jobs = (build.yaml?.stages ?? []).flatMap(({ attempts }) => attempts.flatMap((attempt) => attempt.jobs));
  const byId = new Map(jobs.map((job) => [job.id, job]));
  return [...byId.values()].flatMap((job) => job.steps.map((step) => ({ job, step })));
}

const timelineId = ({ organisation, build }: BuildPlace) => recordId(organisation.document.id, build.id, 'timeline');

/** Attachment: what is attached under a type, by every step. */
function listAttachments(call: Call) {
  const place = buildOf(call);
  const type = value(call, 'type');
  return list(
    stepsOf(place).flatMap(({ step }) =>
      step.attachments
        .filter((one) => one.type.toLowerCase() === type.toLowerCase())
        .map(({ name }) => {
          const path = `${timelineId(place)}/${step.id}/attachments/${encodeURIComponent(type)}/${encodeURIComponent(name)}`;
          return { _links: { self: { href: `${buildUrl(place)}/${path}` } }, name };
        }),
    ),
  );
}

function getAttachment(call: Call) {
  const place = buildOf(call);
  const [type, name] = [value(call, 'type').toLowerCase(), value(call, 'name')];
  const step = stepsOf(place).find((one) => one.step.id === value(call, 'record').toLowerCase())?.step;
  // The newest of a name stands for it.
  const found = step?.attachments.findLast((one) => one.type.toLowerCase() === type && one.name === name);
  if (!found || value(call, 'timeline').toLowerCase() !== timelineId(place))
    throw notFound('AttachmentNotFoundException', `The attachment ${name} of build ${place.build.id} was not found.`);
  return bytes(call.world.executor.files.readAttachment(call.organisation.document.id, place.build.id, found.file));
}

function linesOf({ world, organisation, build }: BuildPlace, log: number): readonly string[] {
  return world.executor.files.readLog(organisation.document.id, build.id, log);
}

/** BuildLog. */
function listLogs(call: Call) {
  const place = buildOf(call);
  const logs = stepsOf(place).flatMap(({ step }) => (step.log ? [{ step, log: step.log }] : []));
  return list(
    logs
      .sort((one, other) => one.log.id - other.log.id)
      .map(({ step, log }) => ({
        lineCount: linesOf(place, log.id).length,
        createdOn: log.createdOn,
        lastChangedOn: step.finishTime ?? call.world.clock.now().toISOString(),
        id: log.id,
        type: 'Container',
        url: `${buildUrl(place)}/logs/${log.id}`,
      })),
  );
}

/** The lines of a log so far. */
function getLog(call: Call) {
  refuseUnknownQuery(call, ['startLine', 'endLine']);
  const place = buildOf(call);
  const id = numberOf(call, 'log');
  if (!stepsOf(place).some(({ step }) => step.log?.id === id))
    throw notFound('BuildLogNotFoundException', `The log ${id} of build ${place.build.id} was not found.`);
  const all = linesOf(place, id);
  const start = queryNumber(call, 'startLine', 1);
  const lines = all.slice(Math.max(0, start - 1), queryNumber(call, 'endLine', all.length));
  return bytes(Buffer.from(lines.map((line) => `${line}\n`).join('')), 'text/plain; charset=utf-8');
}

/** BuildArtifact. */
function listArtifacts(call: Call) {
  const place = buildOf(call);
  const artifacts = place.build.yaml?.artifacts ?? [];
  const present = artifacts.map(({ id, name, jobId }) => ({
    id,
    name,
    source: jobId,
    resource: {
      type: 'PipelineArtifact',
      data: name,
      properties: {},
      url: `${buildUrl(place)}/artifacts?artifactName=${encodeURIComponent(name)}`,
    },
  }));
  const wanted = call.query.get('artifactname');
  if (wanted === undefined) return list(present);
  const found = present.find(({ name }) => name.toLowerCase() === wanted.toLowerCase());
  if (!found)
    throw notFound('ArtifactNotFoundException', `The artifact ${wanted} does not exist for build ${place.build.id}.`);
  return json(found);
}

const BUILD = 'build/builds/{build}';

export const runFileRoutes: readonly Route[] = [
  route('GET', `${BUILD}/attachments/{type}`, 2, listAttachments),
  route('GET', `${BUILD}/{timeline}/{record}/attachments/{type}/{name}`, 2, getAttachment),
  route('GET', `${BUILD}/logs`, 2, listLogs),
  route('GET', `${BUILD}/logs/{log}`, 2, getLog),
  route('GET', `${BUILD}/artifacts`, 5, listArtifacts),
];
