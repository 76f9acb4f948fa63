import { PipelineInvalid } from '../plan.ts';

const RULE = "Valid names may only contain alphanumeric characters and '_' and may not start with a number.";

/** Refuses a name that the service would not take. `what`: 'Stage Build', 'Stage Build job A', 'Job A: Step b'. */
export function checkIdentifier(name: string, what: string): void {
  if (!/^[A-Za-z_][A-Za-z0-9_]*$/.test(name)) throw new PipelineInvalid(`${what} has an invalid name. ${RULE}`);
}

/** The first name that comes twice, whatever its case. */
export function findTwice(names: readonly string[]): string | undefined {
  const seen = new Set<string>();
  return names.find((name) => seen.size === seen.add(name.toLowerCase()).size);
}
