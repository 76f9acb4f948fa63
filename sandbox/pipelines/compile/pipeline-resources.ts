import { opened, type Open } from './open.ts';
import { refuse, unsupported } from './node.ts';
import { readBoolean, readFields, readName, readText, readTexts } from './read.ts';

/** One of `resources: pipelines:`; `branches` is undefined when its runs start nothing. */
export interface PipelineResource {
  readonly alias: string;
  readonly source: string;
  readonly branches: readonly string[] | undefined;
}

/** Reads one. Filters by stage, tag or excluded branch are refused by name. */
export function readPipelineResources(item: Open): PipelineResource {
  const { get, place } = readFields(item, {
    keys: ['pipeline', 'project', 'source', 'version', 'branch', 'trigger'],
    missing: ['tags'],
  });
  const alias = readName(get('pipeline')) ?? refuse(place, "Unexpected value ''");
  for (const key of ['project', 'version', 'branch']) readText(get(key));
  return { alias, source: readName(get('source')) ?? alias, branches: readTrigger(get('trigger')) };
}

function readTrigger(open: Open | undefined): readonly string[] | undefined {
  if (open === undefined) return undefined;
  const { node } = opened(open);
  if (node.kind === 'scalar') {
    if (node.text !== 'true' && node.text !== 'none') refuse(node.place, `Unexpected value '${node.text}'`);
    return node.text === 'true' ? ['*'] : undefined;
  }
  const { get } = readFields(open, { keys: ['enabled', 'branches'], missing: ['stages', 'tags'] });
  if (!readBoolean(get('enabled'), true)) return undefined;
  const branches = get('branches');
  if (branches === undefined) return ['*'];
  if (opened(branches).node.kind === 'sequence') return readTexts(branches).map(({ text }) => text);
  const filters = readFields(branches, { keys: ['include'], missing: ['exclude'] });
  const { place } = filters;
  const include = readTexts(filters.get('include')).map(({ text }) => text);
  return include.length > 0 ? include : unsupported(place, "'branches' without 'include'");
}
