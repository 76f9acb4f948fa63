import { invalidArgument, RestError } from '../errors.ts';
import { projectPlace, type ProjectPlace } from '../pipelines/place.ts';
import { projectUrl } from '../pipelines/present.ts';
import { json } from '../rest/answers.ts';
import { value, type Call } from '../rest/call.ts';
import { route, type Route } from '../rest/router.ts';
import { isNewer } from '../rest/versions.ts';
import { settleCheck } from './check-progress.ts';
import { TYPE_OF } from './checks.ts';
import type { CheckpointDocument, CheckRun } from './documents.ts';
import { presentCheckReference } from './present-check.ts';

const SUITE_STATES = {
  waiting: 'running',
  passed: 'approved',
  rejected: 'rejected',
  failed: 'rejected',
  timedOut: 'timedOut',
  canceled: 'canceled',
};

const EVALUATION_ORDER = { template: 'sanityChecks', approval: 'main', rest: 'main', lock: 'final' };

/** CheckRun. */
function presentRun(
  place: ProjectPlace,
  { openedAt, environments }: CheckpointDocument,
  {
    check,
    isNewer,
    withResource,
  }: { readonly check: CheckRun; readonly isNewer: boolean; readonly withResource: boolean },
) {
  const { id, checkId, environmentId, settings, status, startedAt, endedAt, message } = settleCheck(
    check,
    place.world.clock.now(),
  );
  const document = place.organisation.checks.get(checkId);
  const fallback = {
    id: checkId,
    type: TYPE_OF[settings.kind],
    resource: { type: 'environment', id: String(environmentId), name: environments[0]?.name ?? '' },
  };
  const reference = document ? presentCheckReference(place, document) : fallback;
  return {
    id,
    checkConfigurationRef: withResource ? reference : { ...reference, resource: undefined },
    ...(isNewer ? { evaluationOrder: EVALUATION_ORDER[settings.kind] } : {}),
    status,
    resultMessage: message ?? '',
    createdDate: startedAt ?? openedAt,
    ...(endedAt === undefined ? {} : { completedDate: endedAt }),
  };
}

/** CheckSuite. */
function getSuite(call: Call) {
  const place = projectPlace(call);
  const id = value(call, 'suite').toLowerCase();
  const expand = call.query.get('$expand') ?? 'none';
  if (!/^(none|resources)$/i.test(expand)) throw invalidArgument(`The value '${expand}' is not valid for $expand.`);
  const checkpoint = place.organisation.checkpoints.all.find(
    (one) => one.suiteId === id && one.projectId === place.project.id,
  );
  if (!checkpoint)
    throw new RestError(404, 'CheckSuiteNotFoundException', `The check suite ${id} was not found.`, {
      assembly: 'Microsoft.Azure.Pipelines.Checks.WebApi',
    });
  const { suiteId, state, endedAt, checks, run, stage, attempt } = checkpoint;
  const shown = { isNewer: isNewer(call), withResource: /^resources$/i.test(expand) };
  return json({
    id: suiteId,
    status: SUITE_STATES[state],
    message: '',
    context: { buildId: run.id, stageName: stage, stageAttempt: attempt },
    ...(endedAt === undefined ? {} : { completedDate: endedAt }),
    checkRuns: checks.map((check) => presentRun(place, checkpoint, { check, ...shown })),
    _links: { self: { href: `${projectUrl(place)}/_apis/pipelines/checks/runs/${suiteId}` } },
  });
}

export const checkRunRoutes: readonly Route[] = [
  { ...route('GET', 'pipelines/checks/runs/{suite}', 1, getSuite), previewOnly: true },
];
