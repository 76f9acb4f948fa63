import * as z from 'zod';
import type { Project } from '../documents.ts';
import type { Organisation } from '../store.ts';
import type { World } from '../world.ts';
import type { FieldValue, RelationDocument, WorkItemDocument } from './documents.ts';
import { badLink, badPatch, fieldNotFound, ruleError, testFailed } from './errors.ts';
import { checkedValue } from './field-value.ts';
import { findField, type FieldDefinition } from './fields.ts';
import { checkedRelation } from './relations.ts';

export const workItemPatch = z
  .array(
    z.strictObject({
      op: z.string().transform((op) => op.toLowerCase()),
      path: z.string().startsWith('/'),
      value: z.unknown().optional(),
      from: z.string().nullish(),
    }),
  )
  .min(1);

type Operation = z.infer<typeof workItemPatch>[number];

export interface Draft {
  readonly fields: Map<string, FieldValue>;
  readonly relations: RelationDocument[];
  /** What was added to the history: comments. */
  readonly history: string[];
}

export interface PatchContext {
  readonly world: World;
  readonly organisation: Organisation;
  readonly project: Project;
  readonly type: string;
  readonly rev: number;
}

const LONGEST_TITLE = 255;

/** The fields and relations after a patch; nothing of it counts when one operation is refused. */
export function applyPatch(
  context: PatchContext,
  before: Pick<WorkItemDocument, 'fields' | 'relations'>,
  patch: readonly Operation[],
): Draft {
  const draft: Draft = {
    fields: new Map(Object.entries(before.fields)),
    relations: [...before.relations],
    history: [],
  };
  for (const operation of patch) applyOperation(context, draft, operation);
  const title = draft.fields.get('System.Title');
  if (typeof title !== 'string' || title.trim() === '')
    throw ruleError('TF401320: Rule Error for field Title. Error code: Required, InvalidEmpty.');
  if (title.length > LONGEST_TITLE)
    throw ruleError('TF401324: Rule Error for field Title. Error code: InvalidTooLong.');
  return draft;
}

function applyOperation(context: PatchContext, draft: Draft, operation: Operation): void {
  const { op, path } = operation;
  if (!['add', 'replace', 'remove', 'test'].includes(op))
    throw badPatch(`The sandbox does not know the patch operation '${op}'; use add, replace, remove or test.`);
  const [, area, rest] = /^\/(fields|relations)\/(.+)$/i.exec(path) ?? [];
  if (/^\/rev$/i.test(path)) testRevision(context, operation);
  else if (area?.toLowerCase() === 'fields') patchField(context, draft, operation, rest ?? '');
  else if (area?.toLowerCase() === 'relations') patchRelation(context, draft, operation, rest ?? '');
  else throw badPatch(`The path '${path}' is not one of a work item: /fields/..., /relations/... or /rev.`);
}

function testRevision({ rev }: PatchContext, { op, path, value }: Operation): void {
  if (op !== 'test') throw ruleError('TF401326: Invalid field status ReadOnly for field Rev.');
  if (Number(value) !== rev) throw testFailed(path, rev, value);
}

function patchField(context: PatchContext, draft: Draft, operation: Operation, name: string): void {
  const field = findField(name.replaceAll('~1', '/').replaceAll('~0', '~'));
  if (!field) throw fieldNotFound(name);
  if (operation.op === 'test') testField(context, draft, operation, field);
  else if (field.isReadOnly) throw ruleError(`TF401326: Invalid field status ReadOnly for field ${field.name}.`);
  else writeField(context, draft, operation, field);
}

function testField({ rev }: PatchContext, draft: Draft, { path, value }: Operation, field: FieldDefinition): void {
  const actual = field.referenceName === 'System.Rev' ? rev : (draft.fields.get(field.referenceName) ?? '');
  if (actual !== (value ?? '')) throw testFailed(path, actual, value);
}

function writeField(context: PatchContext, draft: Draft, { op, path, value }: Operation, field: FieldDefinition): void {
  if (op === 'remove' || value === null || value === '') {
    draft.fields.delete(field.referenceName);
    return;
  }
  if (value === undefined) throw badPatch(`The operation ${op} of ${path} needs a value.`);
  const checked = checkedValue(context, field, value);
  if (field.kind === 'history') draft.history.push(String(checked));
  else draft.fields.set(field.referenceName, checked);
}

const relationValue = z.strictObject({
  rel: z.string(),
  url: z.string().min(1),
  attributes: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])).optional(),
});

function patchRelation(
  { world, organisation }: PatchContext,
  draft: Draft,
  { op, value }: Operation,
  place: string,
): void {
  if (op === 'add' && place === '-') {
    const parsed = relationValue.safeParse(value);
    if (!parsed.success) throw badPatch('A relation has a rel, a url and, if need be, attributes.');
    const relation = checkedRelation(world, organisation, parsed.data);
    if (draft.relations.some((one) => one.rel === relation.rel && one.url.toLowerCase() === relation.url.toLowerCase()))
      throw badLink('Relation already exists.');
    draft.relations.push(relation);
    return;
  }
  if (op !== 'remove' || !/^\d{1,6}$/.test(place) || Number(place) >= draft.relations.length)
    throw badPatch(`The relation '${place}' cannot be changed by ${op}.`);
  draft.relations.splice(Number(place), 1);
}
