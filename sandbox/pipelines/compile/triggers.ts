import type { TriggerPlan } from '../plan.ts';
import { isEmpty, itemsOf, opened, type Open } from './open.ts';
import { readBoolean, readFields, readName, readText, readTexts } from './read.ts';
import { refuse, unsupported } from './node.ts';

type Filters = TriggerPlan['schedules'][number]['branches'];

const ALL: Filters = { include: ['*'], exclude: [] };

/** `trigger:`; without one every branch starts the pipeline. */
export function readCiTrigger(open: Open | undefined): TriggerPlan['ci'] {
  const none = { include: [], exclude: [] };
  if (open === undefined) return { branches: ALL, paths: none, batch: false };
  const { node } = opened(open);
  if (node.kind === 'scalar') {
    if (node.text !== 'none') refuse(node.place, `Unexpected value '${node.text}'`);
    return undefined;
  }
  if (node.kind === 'sequence') {
    const include = readTexts(open).map(({ text }) => text);
    // The service takes `- none` for none too.
    return include.length === 1 && include[0] === 'none'
      ? undefined
      : { branches: { include, exclude: [] }, paths: none, batch: false };
  }
  const { get } = readFields(open, { keys: ['batch', 'branches', 'paths'], missing: ['tags'] });
  return {
    branches: readFilters(get('branches'), ALL),
    paths: readFilters(get('paths'), none),
    batch: readBoolean(get('batch'), false),
  };
}

/** `schedules:`. Throws PipelineInvalid. */
export function readSchedules(open: Open | undefined): TriggerPlan['schedules'] {
  return open === undefined ? [] : [...itemsOf(open)].map(readSchedule);
}

function readSchedule(item: Open): TriggerPlan['schedules'][number] {
  const { get, place } = readFields(item, { keys: ['cron', 'displayName', 'branches', 'batch', 'always'] });
  const cron = readName(get('cron')) ?? refuse(place, "Unexpected value ''");
  if (cron.trim().split(/\s+/).length !== 5)
    refuse(get('cron')?.node.place ?? place, `The cron expression '${cron}' is not valid.`);
  readBoolean(get('batch'), false);
  return {
    cron,
    displayName: readText(get('displayName')) ?? '',
    branches: readFilters(get('branches'), ALL),
    always: readBoolean(get('always'), false),
  };
}

/** Only excluding means: all but those. */
function readFilters(open: Open | undefined, standard: Filters): Filters {
  if (open === undefined || isEmpty(opened(open))) return standard;
  if (opened(open).node.kind === 'sequence') unsupported(open.node.place, "filters without 'include' or 'exclude'");
  const { get } = readFields(open, { keys: ['include', 'exclude'] });
  const include = readTexts(get('include')).map(({ text }) => text);
  const exclude = readTexts(get('exclude')).map(({ text }) => text);
  return { include: include.length === 0 ? ['*'] : include, exclude };
}
