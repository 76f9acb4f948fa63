import type { ServiceRequest } from '../core/service.ts';
import type { AzureDevOps, Identity, Permission } from '../azure-devops/azure-devops.ts';
import { isPerson } from '../azure-devops/identities.ts';

const COOKIE = 'slipway-sandbox-person';
/** Accounts of the sandbox itself. */
export const OWN = new Set(['Administrator', 'Sandbox pages']);

interface Place {
  readonly organisation: string;
  /** Everybody whom the organisation knows, groups too. */
  readonly identities: readonly Identity[];
}

/** Who may sign in on the pages, who has, and with which permissions they ask. */
export interface People {
  list(place: Place): readonly Identity[];
  /** Whom a request comes from: the first of the list where it names nobody. */
  signedIn(request: Pick<ServiceRequest, 'headers'>, place: Place): Identity | undefined;
  /** The cookie of somebody, for the browser. */
  cookieOf(person: Identity): { readonly name: string; readonly value: string };
  tokenOf(organisation: string, person: Identity): string;
  /** Everything that a person has when they were never set. */
  setPermissions(person: string, permissions: readonly Permission[]): void;
}

interface PeopleOptions {
  readonly azureDevOps: AzureDevOps;
  readonly scopes: readonly string[];
  /** Display names in the order in which they are offered; all people by name when left out. */
  readonly names: readonly string[] | undefined;
}

export function createPeople({ azureDevOps, scopes, names }: PeopleOptions): People {
  const permissions = new Map<string, readonly Permission[]>();
  const tokens = new Map<string, string>();
  const list = ({ identities }: Place) => {
    const people = identities.filter((one) => isPerson(one) && one.memberIds === undefined);
    if (names !== undefined)
      return names.flatMap((name) => people.find(({ displayName }) => displayName === name) ?? []);
    return people
      .filter(({ displayName }) => !OWN.has(displayName))
      .toSorted((one, other) => one.displayName.localeCompare(other.displayName, 'en'));
  };
  return {
    list,
    signedIn(request, place) {
      const people = list(place);
      const id = cookieOf(request, COOKIE);
      return people.find((one) => one.id === id) ?? people[0];
    },
    cookieOf: ({ id }) => ({ name: COOKIE, value: id }),
    tokenOf(organisation, person) {
      const known = tokens.get(person.id);
      if (known !== undefined) return known;
      const given = permissions.get(person.displayName);
      const cut = given === undefined ? { scopes } : { scopes, permissions: given };
      const token = azureDevOps.issueToken({ organisation, identity: person, ...cut });
      tokens.set(person.id, token);
      return token;
    },
    setPermissions(person, given) {
      permissions.set(person, given);
      // Those that were given out before have what they had.
      tokens.clear();
    },
  };
}

function cookieOf({ headers }: Pick<ServiceRequest, 'headers'>, name: string): string | undefined {
  const pairs = (headers.cookie ?? '').split(/; */).map((pair) => pair.split('='));
  return pairs.find(([key]) => key === name)?.[1];
}
