import { randomUUID } from 'node:crypto';
import type { Identity } from './documents.ts';
import type { Organisation, Store } from './store.ts';

export interface WantedIdentity {
  readonly id?: string;
  readonly displayName: string;
  readonly kind?: 'user' | 'buildService';
  /** Of a group: ids of those who are in it; they replace those of a known one. */
  readonly memberIds?: readonly string[];
}

/** The identity of that id or display name, new when there is none. */
export function createIdentity(store: Store, organisation: Organisation, wanted: WantedIdentity): Identity {
  const { identities } = organisation.document;
  const known = identities.find(({ id, displayName }) =>
    wanted.id === undefined ? displayName === wanted.displayName : id === wanted.id,
  );
  if (known && wanted.memberIds === undefined) return known;
  const id = known?.id ?? wanted.id ?? randomUUID();
  const service = wanted.kind === 'buildService' || / Build Service\b/.test(wanted.displayName);
  const mailbox = wanted.displayName.toLowerCase().replaceAll(/[^a-z0-9]+/g, '.');
  const uniqueName = service ? `Build\\${id}` : `${mailbox}@example.com`;
  const group = wanted.memberIds === undefined ? {} : { memberIds: wanted.memberIds };
  const identity = { id, displayName: wanted.displayName, uniqueName, ...group };
  if (known) identities.splice(identities.indexOf(known), 1, identity);
  else identities.push(identity);
  store.saveOrganisation(organisation);
  return identity;
}
