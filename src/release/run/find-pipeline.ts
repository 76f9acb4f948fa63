import { SlipwayError } from '../../errors.ts';
import type { PipelineName } from './ports.ts';

export type Wanted =
  | { readonly kind: 'id'; readonly id: number }
  | { readonly kind: 'name'; readonly name: string; readonly folder: string | undefined };

/** What `pipeline` names: a number is an id; what stands before the last slash or backslash is the folder. */
export function parsePipeline(text: string): Wanted {
  if (/^\d{1,9}$/.test(text)) return { kind: 'id', id: Number(text) };
  const parts = text.split(/[\\/]+/);
  const name = parts.at(-1)?.trim() ?? '';
  if (parts.length === 1) return { kind: 'name', name, folder: undefined };
  return {
    kind: 'name',
    name,
    folder: `\\${parts
      .slice(0, -1)
      .filter((part) => part !== '')
      .join('\\')}`,
  };
}

const fullName = ({ folder, name }: PipelineName): string => `${folder === '\\' ? '' : folder}\\${name}`;

/** The one that is meant among those of the name. Throws RUN_PIPELINE_UNKNOWN or RUN_PIPELINE_AMBIGUOUS. */
export function choosePipeline(
  { name, folder }: Extract<Wanted, { kind: 'name' }>,
  named: readonly PipelineName[],
  project: string,
): PipelineName {
  const found = folder === undefined ? named : named.filter((one) => one.folder.toLowerCase() === folder.toLowerCase());
  const [first, second] = found;
  if (first && !second) return first;
  if (first) {
    const all = found.map((one) => `${fullName(one)} (${one.id})`).join(', ');
    throw new SlipwayError(`Several pipelines of ${project} are called "${name}": ${all}.`, {
      kind: 'input',
      code: 'RUN_PIPELINE_AMBIGUOUS',
      hint: 'Give "pipeline" the id, or the name with its folder.',
    });
  }
  const elsewhere = named.length === 0 ? '' : ` There is ${named.map(fullName).join(', ')}.`;
  throw new SlipwayError(
    `${project} has no pipeline "${folder === undefined ? name : fullName({ id: 0, name, folder })}", or it may not be seen.${elsewhere}`,
    {
      kind: 'input',
      code: 'RUN_PIPELINE_UNKNOWN',
      hint: 'Check "pipeline" and "project", and that the build service may view the pipeline.',
    },
  );
}
