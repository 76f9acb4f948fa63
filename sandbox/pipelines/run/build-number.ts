const PLACES: Readonly<Record<string, (date: Date) => string>> = {
  yyyy: (date) => String(date.getUTCFullYear()),
  yy: (date) => String(date.getUTCFullYear()).slice(-2),
  MM: (date) => two(date.getUTCMonth() + 1),
  M: (date) => String(date.getUTCMonth() + 1),
  dd: (date) => two(date.getUTCDate()),
  d: (date) => String(date.getUTCDate()),
  HH: (date) => two(date.getUTCHours()),
  mm: (date) => two(date.getUTCMinutes()),
  ss: (date) => two(date.getUTCSeconds()),
};

const two = (number: number) => String(number).padStart(2, '0');

export interface NumberFacts {
  readonly date: Date;
  /** By name in lower case. */
  readonly variables: ReadonlyMap<string, string>;
  /** Numbers that runs of the pipeline have. */
  readonly taken: ReadonlySet<string>;
}

/** The number of a run by its `name:`, `$(Date:yyyyMMdd).$(Rev:r)` without one; macros it does not know stay. */
export function buildNumberOf(format: string | undefined, { date, variables, taken }: NumberFacts): string {
  const text = (format ?? '$(Date:yyyyMMdd).$(Rev:r)')
    .replace(/\$\(Date:([^)]*)\)/gi, (_macro, pattern: string) =>
      pattern.replace(/yyyy|yy|MM|M|dd|d|HH|mm|ss/g, (part) => PLACES[part]?.(date) ?? part),
    )
    .replace(/\$\(([\w.]+)\)/g, (macro, name: string) => variables.get(name.toLowerCase()) ?? macro);
  const revision = /\$\(Rev:(\.?)(r+)\)/i;
  if (!revision.test(text)) return text.slice(0, 255);
  for (let number = 1; number <= 100_000; number += 1) {
    const numbered = text.replace(
      revision,
      (_macro, dot: string, digits: string) => `${dot}${String(number).padStart(digits.length, '0')}`,
    );
    if (!taken.has(numbered)) return numbered;
  }
  throw new Error(`There is no free number for a run named ${text}.`);
}
