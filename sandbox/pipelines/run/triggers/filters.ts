export interface Filters {
  readonly include: readonly string[];
  readonly exclude: readonly string[];
}

/** Of the service's patterns, `*` and `?`; a name without one also stands for what lies below it. */
function matches(pattern: string, name: string): boolean {
  const plain = pattern.replace(/^refs\/heads\//, '').replace(/^\/+/, '');
  const body = plain
    .replace(/[.+^${}()|[\]\\]/g, '\\$&')
    .replaceAll(/\*+/g, '.*')
    .replaceAll('?', '.');
  return new RegExp(`^${body}${/[*?]/.test(plain) ? '' : '(/.*)?'}$`).test(name);
}

/** Whether a branch, by its short name, is meant. A more exact name is not stronger: what is excluded is out. */
export function meansBranch({ include, exclude }: Filters, branch: string): boolean {
  const exact = (pattern: string) => /[*?]/.test(pattern) || pattern.replace(/^refs\/heads\//, '') === branch;
  const isIn = (patterns: readonly string[]) => patterns.some((one) => exact(one) && matches(one, branch));
  return (include.length === 0 || isIn(include)) && !isIn(exclude);
}

/** Whether one of the changed files is meant; without any filter all are. */
export function meansPath({ include, exclude }: Filters, files: readonly string[]): boolean {
  if (include.length === 0 && exclude.length === 0) return true;
  const isIn = (patterns: readonly string[], file: string) =>
    patterns.some((one) => one === '*' || matches(one.replace(/\/$/, ''), file));
  return files.some((file) => (include.length === 0 || isIn(include, file)) && !isIn(exclude, file));
}

const MARKS =
  /\[(skip ci|ci skip|skip azurepipelines|azurepipelines skip|skip azpipelines|azpipelines skip|skip azp|azp skip)\]|\*\*\*NO_CI\*\*\*|^skip-checks: ?true$/im;

/** Whether the message of a push's newest commit says that nothing is to start by itself. */
export const skipsCi = (message: string): boolean => MARKS.test(message);
