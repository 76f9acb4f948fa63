import type { StepPlan } from '../plan.ts';
import { readBoolean, readCount, readFields, readName, readText } from './read.ts';
import { refuse } from './node.ts';
import type { Open } from './open.ts';
import type { Session } from './session.ts';
import { onlyOff, readStepCommon, stepShape } from './step-common.ts';

const KEYS = [
  'checkout',
  'clean',
  'fetchDepth',
  'fetchTags',
  'lfs',
  'submodules',
  'persistCredentials',
  'path',
  'workspaceRepo',
];

/** New pipelines fetch one commit unless their file says otherwise; 0 is all. */
const DEFAULT_DEPTH = 1;

/** `checkout:` of `self`, `none` or an alias. Throws PipelineInvalid for an alias that is none. */
export function readCheckout(item: Open, job: string, session: Session): StepPlan {
  const fields = readFields(
    item,
    stepShape(KEYS, ['fetchFilter', 'sparseCheckoutDirectories', 'sparseCheckoutPatterns']),
  );
  const { get, place } = fields;
  const asked = readName(get('checkout')) ?? '';
  const repository = asked === 'none' ? 'none' : session.findAlias(asked);
  if (repository === undefined || asked === '')
    refuse(place, `The checkout step references the repository '${asked}' which is not defined by the pipeline`);
  onlyOff(fields, ['lfs', 'submodules']);
  readBoolean(get('clean'), false);
  readBoolean(get('workspaceRepo'), false);
  return {
    ...readStepCommon(fields, `Checkout ${repository}`, job),
    kind: 'checkout',
    repository,
    fetchDepth: readCount(get('fetchDepth'), DEFAULT_DEPTH),
    fetchTags: readBoolean(get('fetchTags'), false),
    persistCredentials: readBoolean(get('persistCredentials'), false),
    path: readText(get('path')),
  };
}
