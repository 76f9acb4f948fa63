import type { Identity } from '../documents.ts';
import type { FieldValue } from './documents.ts';
import { createItem } from './save-item.ts';

export interface NewWorkItem {
  readonly organisation: string;
  readonly project: string;
  /** Bug, User Story, ...: one of the project's process. */
  readonly type: string;
  readonly title: string;
  readonly author: { readonly id?: string; readonly displayName: string };
  /** By reference name. */
  readonly fields?: Readonly<Record<string, FieldValue>>;
}

/** Creates a work item without a request; throws what a request would get. Gives its number. */
export function createWorkItem(
  place: Parameters<typeof createItem>[0],
  { type, title, fields = {} }: NewWorkItem,
  by: Identity,
): { readonly id: number } {
  const values = Object.entries({ 'System.Title': title, ...fields });
  const patch = values.map(([name, value]) => ({ op: 'add', path: `/fields/${name}`, value }));
  return { id: createItem(place, type, patch, { by }).item.id };
}
