import { timingSafeEqual } from 'node:crypto';
import type { ServiceRequest } from '../../core/service.ts';
import type { Decision, ProjectAddress, StageUpdate } from './run-data.ts';

const LONGEST_BODY = 20_000;
const LONGEST_COMMENT = 2000;

const equal = (one: string, other: string) => {
  const [left, right] = [Buffer.from(one), Buffer.from(other)];
  return left.length === right.length && timingSafeEqual(left, right);
};

/** Whether a request comes from a page of this host: another site, or another name of this machine, gets nothing. */
function isFromHere({ headers, url }: ServiceRequest): boolean {
  const { origin } = headers;
  const isLocal = ['127.0.0.1', 'localhost', '[::1]'].includes(url.hostname);
  return isLocal && (origin === undefined || origin === url.origin);
}

/** The fields of a form of these pages; a text says why it is refused. */
function readForm(request: ServiceRequest, formToken: string): URLSearchParams | string {
  const type = request.headers['content-type'] ?? '';
  if (!type.startsWith('application/x-www-form-urlencoded') || request.body.length > LONGEST_BODY)
    return 'That is no form of this page.';
  const form = new URLSearchParams(request.body.toString('utf8'));
  if (!isFromHere(request) || !equal(form.get('token') ?? '', formToken))
    return 'The form did not come from this page, or the sandbox was started anew since. Go back and look again.';
  return form;
}

/** The decision of a form; a text says why it is refused. */
export function readDecision(
  request: ServiceRequest,
  place: { readonly project: ProjectAddress; readonly id: string },
  formToken: string,
): Decision | string {
  const form = readForm(request, formToken);
  if (typeof form === 'string') return form;
  const status = form.get('decision');
  if (status !== 'approved' && status !== 'rejected') return 'The form says neither Approve nor Reject.';
  return {
    project: place.project,
    approvalId: place.id,
    personId: form.get('person') ?? '',
    status,
    comment: (form.get('comment') ?? '').slice(0, LONGEST_COMMENT),
  };
}

/** What a form asks to be done with a stage; a text says why it is refused. */
export function readStageUpdate(
  request: ServiceRequest,
  place: Pick<StageUpdate, 'run' | 'stage'>,
  formToken: string,
): StageUpdate | string {
  const form = readForm(request, formToken);
  if (typeof form === 'string') return form;
  const state = form.get('state');
  if (state !== 'retry' && state !== 'cancel') return 'The form says neither Retry nor Cancel.';
  return { ...place, personId: form.get('person') ?? '', state };
}
