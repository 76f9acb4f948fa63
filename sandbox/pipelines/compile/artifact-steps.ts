import type { StepPlan } from '../plan.ts';
import { refuse, unsupported } from './node.ts';
import type { Open } from './open.ts';
import { readFields, readName, readText } from './read.ts';
import { readStepCommon, stepShape } from './step-common.ts';

/** `publish:` of a folder or file as an artifact. */
export function readPublish(item: Open, job: string): StepPlan {
  const fields = readFields(item, stepShape(['publish', 'artifact']));
  const { get, place } = fields;
  const artifact = readName(get('artifact')) ?? unsupported(place, "'publish' without 'artifact'");
  const path = readName(get('publish')) ?? refuse(place, "Unexpected value ''");
  return { ...readStepCommon(fields, `Publish ${artifact}`, job), kind: 'publish', path, artifact };
}

/** `download:` of artifacts of this run, or `none`. */
export function readDownload(item: Open, job: string): StepPlan {
  const fields = readFields(item, stepShape(['download', 'artifact'], ['patterns', 'path', 'itemPattern']));
  const { get, place } = fields;
  const source = readText(get('download')) ?? '';
  if (source !== 'current' && source !== 'none')
    return unsupported(place, `'download' of another pipeline: '${source}'`);
  return {
    ...readStepCommon(fields, `Download ${source}`, job),
    kind: 'download',
    source,
    artifact: readText(get('artifact')),
  };
}
