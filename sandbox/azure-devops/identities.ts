import { randomUUID } from 'node:crypto';
import type { Identity } from './documents.ts';
import type { Organisation, Store } from './store.ts';

export interface WantedIdentity {
  readonly id?: string;
  readonly displayName: string;
  readonly kind?: 'user' | 'buildService' | 'service';
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
  const uniqueName = uniqueNameOf(wanted, id);
  const group = wanted.memberIds === undefined ? {} : { memberIds: wanted.memberIds };
  const identity = { id, displayName: wanted.displayName, uniqueName, ...group };
  if (known) identities.splice(identities.indexOf(known), 1, identity);
  else identities.push(identity);
  store.saveOrganisation(organisation);
  return identity;
}

function uniqueNameOf({ kind, displayName }: WantedIdentity, id: string): string {
  if (kind === 'service') return `${id}${SERVICE}`;
  if (kind === 'buildService' || / Build Service\b/.test(displayName)) return `${BUILD_SERVICE}${id}`;
  return `${displayName.toLowerCase().replaceAll(/[^a-z0-9]+/g, '.')}@example.com`;
}

const BUILD_SERVICE = 'Build\\';
/** What the accounts of the service itself end in. */
const SERVICE = '@2c895908-04e0-4952-89fd-54b0046d6288';

/** Whether somebody is no account of a build or of the service itself. */
export const isPerson = ({ uniqueName }: Pick<Identity, 'uniqueName'>): boolean =>
  !uniqueName.startsWith(BUILD_SERVICE) && !uniqueName.endsWith(SERVICE);

/** The account of the service itself, which asks for what nobody asks for: schedules above all. */
export const serviceIdentity = (store: Store, organisation: Organisation): Identity =>
  createIdentity(store, organisation, { displayName: 'Microsoft.VisualStudio.Services.TFS', kind: 'service' });
