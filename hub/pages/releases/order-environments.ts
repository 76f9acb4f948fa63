/**
 * Names of environments in the order in which runs go through them. `runs` has the environments of each run in order;
 * what only stands alone comes last, and what stands equal by name.
 */
export function orderEnvironments(names: readonly string[], runs: readonly (readonly string[])[]): readonly string[] {
  const places = new Map<string, readonly number[]>();
  for (const run of runs) {
    const passed = [...new Set(run)];
    if (passed.length < 2) continue;
    for (const [index, name] of passed.entries())
      places.set(name, [...(places.get(name) ?? []), index / (passed.length - 1)]);
  }
  const placeOf = (name: string): number => {
    const known = places.get(name) ?? [];
    return known.length === 0 ? 2 : known.reduce((sum, one) => sum + one, 0) / known.length;
  };
  return names.toSorted((one, other) => placeOf(one) - placeOf(other) || one.localeCompare(other));
}
