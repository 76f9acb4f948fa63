import type { Finding } from '../finding.ts';
import { gateRole, usersOf } from './gate-role.ts';
import type { Gathered, GatheredEnvironment } from './gathered.ts';
import { judgeApproval, judgeSeparation } from './judge-approval.ts';
import { judgePermitted } from './judge-permitted.ts';
import { judgeReady } from './judge-ready.ts';
import { judgeTemplate } from './judge-template.ts';
import { type Attempt, unreadFinding } from '../attempt.ts';
import type { Check, PipelineFile } from './ports.ts';
import { connectionTo } from './ready-check.ts';
import { findingOf, type Subject, subjectOf, unseenFinding } from './subject.ts';

/** What the environments, their checks and who is named as approver say, in the order in which they were named. */
export function judgeEnvironments(gathered: Gathered): readonly Finding[] {
  return [
    ...judgeApprovers(gathered),
    ...judgeConnection(gathered),
    ...gathered.environments.flatMap((environment) => judgeEnvironment(gathered, environment)),
  ];
}

export const valueOr = <Value, Other>(look: Attempt<Value> | undefined, other: Other): Value | Other =>
  look !== undefined && 'value' in look ? look.value : other;

export const filesOf = ({ pipelines }: Gathered): readonly PipelineFile[] => valueOr(pipelines, []);

function judgeApprovers({ request, approvers }: Gathered): readonly Finding[] {
  if (request.approvers.length === 0) return [];
  const base = { id: 'environments-approvers', area: 'environments', title: 'Approvers' } as const;
  if ('error' in approvers) return [unreadFinding(base, approvers.error)];
  const { identities, problems } = approvers.value;
  if (problems.length === 0)
    return [{ ...base, status: 'ok', detail: `They are ${identities.map(({ name }) => name).join(', ')}.` }];
  const remedy =
    'In "approvers", write the address of a person, the full name of a group as [Shop]\\Release managers, or an id.';
  return [{ ...base, status: 'problem', detail: problems.join(' '), remedy }];
}

/** Whether the job's token can be sent to the ledger at all. Not looked at where no check needs it. */
function judgeConnection(gathered: Gathered): readonly Finding[] {
  const { connections, request } = gathered;
  const { collectionUri, project } = request.place;
  const needs = gathered.environments.some(({ name }) => gateRole(name, filesOf(gathered)) === 'release');
  if (request.components.length === 0 || !needs) return [];
  const base = { id: 'environments-connection', area: 'environments', title: 'Connection to the ledger' } as const;
  if ('error' in connections) return [unreadFinding(base, connections.error)];
  const found = connectionTo(request.place, connections.value);
  if (found !== undefined) return [{ ...base, status: 'ok', detail: `It is "${found.name}".` }];
  const near = connections.value.find(({ url }) => `${url.replace(/\/+$/, '')}/` === collectionUri);
  const detail =
    near === undefined
      ? `No Generic service connection leads to ${collectionUri}, or the build service may not see it.`
      : `The connection "${near.name}" has not exactly one slash at the end of its address.`;
  const remedy = `${collectionUri}${encodeURIComponent(project)}/_settings/adminservices > New service connection > Generic: Server URL ${collectionUri} with the slash at its end, no user name, no password; then Security: give the build service the role Reader.`;
  return [{ ...base, status: 'warning', detail, remedy }];
}

function judgeEnvironment(gathered: Gathered, environment: GatheredEnvironment): readonly Finding[] {
  const { place } = gathered.request;
  const { name, found, checks } = environment;
  const what = { kind: 'exists', title: `Environment ${name}` } as const;
  if ('error' in found) return [unseenFinding(subjectOf(place, name), what, found)];
  if (found.value === undefined)
    return [
      findingOf(subjectOf(place, name), what, {
        faults: ['It does not exist. A run creates it without an approval, and then it is no gate.'],
        status: 'problem',
        seen: '',
        action: `create "${name}" with an approval, or run this task with setUpEnvironments and approvers`,
      }),
    ];
  const subject = subjectOf(place, found.value.name, found.value.id);
  const exists = findingOf(subject, what, { faults: [], status: 'problem', seen: 'It is there.', action: '' });
  if (checks === undefined || 'error' in checks) {
    const gates = { kind: 'approval', title: `Approval on ${name}` };
    return [exists, ...(checks ? [unseenFinding(subject, gates, checks)] : [])];
  }
  return [exists, ...judgeChecks(gathered, subject, checks.value), ...judgePipelines(gathered, subject, environment)];
}

function judgeChecks(gathered: Gathered, subject: Subject, checks: readonly Check[]): readonly Finding[] {
  const { request, self, connections, guards } = gathered;
  const wanted = valueOr(gathered.approvers, { identities: [] }).identities;
  const { requestedById, components, place } = request;
  const separation = judgeSeparation(subject, checks, { self, requestedById });
  const isReleased = gateRole(subject.name, filesOf(gathered)) === 'release';
  return [
    judgeApproval(subject, checks, wanted),
    ...(separation === undefined ? [] : [separation]),
    ...(isReleased ? components : []).map((component) =>
      judgeReady(subject, checks, { component, place, connections: valueOr(connections, undefined) }),
    ),
    judgeTemplate(subject, checks, {
      guards,
      users: usersOf(subject.name, filesOf(gathered)),
      project: place.project,
    }),
  ];
}

function judgePipelines(
  { pipelines }: Gathered,
  subject: Subject,
  { permitted }: GatheredEnvironment,
): readonly Finding[] {
  if (permitted === undefined) return [];
  const what = { kind: 'pipelines', title: `Pipelines that may use ${subject.name}` };
  if ('error' in permitted) return [unseenFinding(subject, what, permitted)];
  // Which pipelines use it matters only where not all of them may.
  if (permitted.value !== 'all' && 'error' in pipelines) return [unseenFinding(subject, what, pipelines)];
  return [judgePermitted(subject, permitted.value, valueOr(pipelines, []))];
}
