/** The names that a field may have in the files, the preferred one first, all in snake_case. */
export type FieldNames<Field extends string> = Readonly<Record<Field, readonly string[]>>;

export interface Picked<Field extends string> {
  readonly fields: Readonly<Partial<Record<Field, unknown>>>;
  /** What a field is called where it was found; else the preferred name. */
  readonly nameOf: (field: Field) => string;
}

/** Takes the known fields out of an object by whichever of their names they stand there, in snake_case or camelCase. */
export function pickFields<Field extends string>(object: object, names: FieldNames<Field>): Picked<Field> {
  const bySnake = new Map(
    Object.entries(object).map(([name, value]) => [snakeCase(name), { name, value: value as unknown }]),
  );
  const found = new Map<string, { readonly name: string; readonly value: unknown }>();
  for (const [field, known] of Object.entries<readonly string[]>(names)) {
    const hit = known.map((name) => bySnake.get(name)).find((one) => one?.value !== undefined && one.value !== null);
    if (hit !== undefined) found.set(field, hit);
  }
  return {
    fields: Object.fromEntries([...found].map(([field, { value }]) => [field, value])) as Picked<Field>['fields'],
    nameOf: (field) => found.get(field)?.name ?? names[field][0] ?? field,
  };
}

/** `releasedAt`, `ReleasedAt`, `released-at` and `released_at` are one name. */
export const snakeCase = (name: string): string =>
  name
    .replace(/([a-z0-9])([A-Z])/g, '$1_$2')
    .replace(/[-\s]+/g, '_')
    .toLowerCase();
