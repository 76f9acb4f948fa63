import { randomUUID } from 'node:crypto';
import type { Identity } from './documents.ts';
import type { Organisation, Store } from './store.ts';

export interface WantedIdentity {
  readonly id?: string;
  readonly displayName: string;
  readonly kind?: 'user' | 'buildService';
}

/** The identity of that id or display name, new when there is none. */
export function createIdentity(store: Store, organisation: Organisation, wanted: WantedIdentity): Identity {
  const { identities } = organisation.document;
  const known = identities.find(({ id, displayName }) =>
    wanted.id === undefined ? displayName === wanted.displayName : id === wanted.id,
  );
  if (known) return known;
  const id = wanted.id ?? randomUUID();
  const service = wanted.kind === 'buildService' || / Build Service\b/.test(wanted.displayName);
  const mailbox = wanted.displayName.toLowerCase().replaceAll(/[^a-z0-9]+/g, '.');
  const uniqueName = service ? `Build\\${id}` : `${mailbox}@example.com`;
  const identity = { id, displayName: wanted.displayName, uniqueName };
  identities.push(identity);
  store.saveOrganisation(organisation);
  return identity;
}
