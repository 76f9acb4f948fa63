/** How .NET words a missing argument. */
export class NullArgument extends Error {
  constructor(message: string) {
    super(`Value cannot be null. (Parameter '${message}')`);
  }
}

/** A property that must be there. */
export function property(properties: ReadonlyMap<string, string>, name: string, missing: string): string {
  const value = properties.get(name);
  if (value === undefined || value === '') throw new NullArgument(missing);
  return value;
}

/** As .NET's Boolean.TryParse: true in any case, with spaces around; everything else is false. */
export function flag(properties: ReadonlyMap<string, string>, name: string): boolean {
  return properties.get(name)?.trim().toLowerCase() === 'true';
}
