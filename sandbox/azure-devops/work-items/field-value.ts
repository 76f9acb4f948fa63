import * as z from 'zod';
import type { Project } from '../documents.ts';
import type { Organisation } from '../store.ts';
import type { FieldValue } from './documents.ts';
import { ruleError } from './errors.ts';
import type { FieldDefinition } from './fields.ts';
import { findType } from './process-templates.ts';

interface ValueContext {
  readonly organisation: Organisation;
  readonly project: Project;
  /** The type of the work item. */
  readonly type: string;
}

/** A value as it is kept in a field; throws 400 for one that the field does not take. */
export function checkedValue(context: ValueContext, field: FieldDefinition, value: unknown): FieldValue {
  switch (field.kind) {
    case 'number':
      return numberIn(field, value);
    case 'identity':
      return identityIn(context.organisation, field, value);
    case 'state':
      return stateIn(context, value);
    case 'path':
      return pathIn(context.project, field, value);
    case 'text':
    case 'date':
    case 'history':
      if (typeof value !== 'string' && typeof value !== 'number') throw invalidType(field);
      return String(value);
  }
}

const invalidType = ({ name }: FieldDefinition) =>
  ruleError(`TF401320: Rule Error for field ${name}. Error code: InvalidType.`);

function numberIn(field: FieldDefinition, value: unknown): number {
  const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
  if (typeof number !== 'number' || !Number.isFinite(number)) throw invalidType(field);
  return number;
}

/** Areas and iterations are not modelled: the project's own, and what is below it. */
function pathIn(project: Project, { referenceName }: FieldDefinition, value: unknown): string {
  const [root, path] = [project.name.toLowerCase(), String(value).toLowerCase()];
  if (typeof value === 'string' && (path === root || path.startsWith(`${root}\\`))) return value;
  throw ruleError(`TF401347: Invalid tree name given for work item -1, field '${referenceName}'.`);
}

function stateIn({ project, type }: ValueContext, value: unknown): string {
  const states = findType(project, type)?.states ?? [];
  const found = states.find(({ name }) => typeof value === 'string' && name.toLowerCase() === value.toLowerCase());
  if (found) return found.name;
  throw ruleError(
    `The field 'State' contains the value '${String(value)}' that is not in the list of supported values`,
  );
}

const identity = z.union([z.string(), z.object({ uniqueName: z.string() }).transform((one) => one.uniqueName)]);

/** The id of an identity that is given as text, `Name <address>`, or an IdentityRef. */
function identityIn({ document }: Organisation, { name }: FieldDefinition, value: unknown): string {
  const given = identity.safeParse(value).data ?? '';
  const wanted = (/<([^<>]+)>$/.exec(given)?.[1] ?? given).toLowerCase();
  const found = document.identities.find(({ id, uniqueName, displayName }) =>
    [id, uniqueName, displayName].some((one) => one.toLowerCase() === wanted),
  );
  if (found) return found.id;
  throw ruleError(`The identity value '${given}' for field '${name}' is an unknown identity.`);
}
