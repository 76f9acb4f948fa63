import { SLIPWAY_TASKS } from './slipway-tasks.ts';

/** The file that a pipeline extends. */
export interface Extended {
  readonly path: string;
  /** Where it comes from; undefined: the pipeline's own repository. */
  readonly from: TemplateRepository | undefined;
}

export interface TemplateRepository {
  /** `git` is Azure Repos. */
  readonly type: string;
  /** `Project/repository`, or the name alone in the same project. */
  readonly name: string;
  /** refs/... */
  readonly ref: string;
}

const OURS = '(?:pull-request|staging|release|hotfix|sweep|doctor)';
const USES = new RegExp(`\\b(?:${SLIPWAY_TASKS.join('|')})@\\d|\\b${OURS}\\.ya?ml@`, 'i');

/** Whether a YAML file has anything of Slipway in it. */
export const usesSlipway = (text: string): boolean => USES.test(text);

/** Whether its pipeline reviews pull requests. */
export const reviewsChanges = (text: string): boolean => /\bAIReview@\d|\bpull-request\.ya?ml@/i.test(text);

/** Whether its pipeline creates and releases versions in the tracker. */
export const keepsVersions = (text: string): boolean =>
  /^\s*(?:fixVersion|releaseVersion)\s*:|\b(?:release|hotfix)\.ya?ml@/im.test(text);

/** What a pipeline's YAML extends; undefined: nothing. Reads the forms that people write, not all of YAML. */
export function readExtends(text: string): Extended | undefined {
  const lines = linesOf(text);
  const block = extendsIn(lines);
  if (block === undefined) return undefined;
  const [, value = ''] = /\btemplate\s*:\s*['"]?([^\s'",}]+)/.exec(block) ?? [];
  const [path = '', alias] = value.split('@');
  if (path === '') return undefined;
  return { path, from: alias === undefined || alias === 'self' ? undefined : findRepository(lines, alias) };
}

/** Whether it gives parameters to what it extends. */
export const givesParameters = (text: string): boolean =>
  /(?:^|[\s{,])parameters\s*:/.test(extendsIn(linesOf(text)) ?? '');

/** Without comments. */
const linesOf = (text: string): readonly string[] =>
  text.split(/\r?\n/).map((line) => line.replace(/(?:^|\s)#.*$/, ''));

function extendsIn(lines: readonly string[]): string | undefined {
  const start = lines.findIndex((line) => /^extends\s*:/.test(line));
  return start < 0 ? undefined : [lines[start] ?? '', ...untilDedent(lines.slice(start + 1), 1)].join('\n');
}

/** A repository resource by its alias; one that is not declared is told by its name alone. */
function findRepository(lines: readonly string[], alias: string): TemplateRepository {
  const isIt = (line: string) => valueIn(line, 'repository') === alias && /^\s*(?:-|repositories|resources)/.test(line);
  const start = lines.findIndex(isIt);
  const first = lines[start] ?? '';
  // Inside of the dash.
  const indent = first.search(/\S/) + 1;
  const block = start < 0 ? '' : [first, ...untilDedent(lines.slice(start + 1), indent)].join('\n');
  return {
    type: valueIn(block, 'type') ?? 'git',
    name: valueIn(block, 'name') ?? alias,
    ref: valueIn(block, 'ref') ?? 'refs/heads/main',
  };
}

/** The lines that stand at least so far to the right, up to the first that does not. */
function untilDedent(lines: readonly string[], indent: number): readonly string[] {
  const end = lines.findIndex((line) => line.trim() !== '' && line.search(/\S/) < indent);
  return end < 0 ? lines : lines.slice(0, end);
}

const valueIn = (block: string, key: string): string | undefined => {
  const [, quoted, , plain] =
    new RegExp(`(?:^|[\\s{,-])${key}\\s*:[ \\t]*(?:(['"])(.*?)\\1|([^'"\\n,}]+))`, 'm').exec(block) ?? [];
  return quoted === undefined ? plain?.trim() : /(['"])(.*?)\1/.exec(block.slice(block.indexOf(quoted)))?.[2];
};
