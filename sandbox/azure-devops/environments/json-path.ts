type Step = { readonly kind: 'key'; readonly key: string | number } | { readonly kind: 'all' };

const STEP = /(?:\.([A-Za-z_]\w*)|\['((?:[^'\\]|\\.)*)'\]|\[(\d+)\]|(\[\*\]|\.\*))/y;

/** The values at a path of names, numbers and `[*]`; throws an Error for the rest of JSONPath (filters, `..`). */
export function readJsonPath(root: unknown, path: string): readonly unknown[] {
  return stepsOf(path).reduce<readonly unknown[]>(
    (values, step) => values.flatMap((value) => take(value, step)),
    [root],
  );
}

function stepsOf(path: string): readonly Step[] {
  if (!path.startsWith('$')) throw new Error(`the path '${path}' does not begin with $`);
  const steps: Step[] = [];
  STEP.lastIndex = 1;
  while (STEP.lastIndex < path.length) {
    const at = STEP.lastIndex;
    const match = STEP.exec(path);
    if (!match) throw new Error(`the sandbox does not know '${path.slice(at)}' in a path`);
    const [, name, quoted, index, all] = match;
    if (all !== undefined) steps.push({ kind: 'all' });
    else steps.push({ kind: 'key', key: index === undefined ? (name ?? quoted ?? '') : Number(index) });
  }
  return steps;
}

function take(value: unknown, step: Step): readonly unknown[] {
  if (typeof value !== 'object' || value === null) return [];
  if (step.kind === 'all') return Object.values(value) as unknown[];
  const found = Object.hasOwn(value, step.key) ? (value as Readonly<Record<string, unknown>>)[step.key] : undefined;
  return found === undefined ? [] : [found];
}
