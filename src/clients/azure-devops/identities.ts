import * as z from 'zod';
import type { FoundIdentity, Identity } from '../../setup/environments/ports.ts';
import { isNotFound } from './absent.ts';
import type { AzureDevOpsClient } from './azure-devops-client.ts';
import type { EnvironmentAccess } from './environment-access.ts';

/** The area that identities belong to; in the cloud it is served by another host than pipelines are. */
const IDENTITIES = '8a3d49b8-91f0-46ef-b33d-dda338c25db3';

const GUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

const WireText = z.object({ $value: z.string().nullish() }).nullish();
const WireIdentity = z.object({
  id: z.string(),
  providerDisplayName: z.string().nullish(),
  customDisplayName: z.string().nullish(),
  descriptor: z.string().nullish(),
  isActive: z.boolean().nullish(),
  isContainer: z.boolean().nullish(),
  properties: z.looseObject({ Account: WireText, Mail: WireText, SchemaClassName: WireText }).nullish(),
});
type WireIdentity = z.infer<typeof WireIdentity>;
// Null stands where an id is nobody's.
const WireIdentities = z.object({ value: z.array(WireIdentity.nullable()) });
const WireConnection = z.object({
  authenticatedUser: z.object({
    id: z.string(),
    providerDisplayName: z.string().nullish(),
    customDisplayName: z.string().nullish(),
  }),
});
const WireArea = z.object({ locationUrl: z.string().nullish() });

const read = { permission: 'Read', organisationLevel: true } as const;

/** Whose token the client has. The route takes preview versions only. */
export async function readSelf(client: AzureDevOpsClient): Promise<Pick<Identity, 'id' | 'name'>> {
  const { authenticatedUser: user } = await client.call(
    { ...read, operation: 'tell whose token this is', path: ['connectionData'], apiVersion: '7.1-preview.1' },
    WireConnection,
  );
  return { id: user.id, name: user.customDisplayName ?? user.providerDisplayName ?? user.id };
}

/** Searches identities by id, or by what they are called: name, account or address. May give more than were meant. */
export async function findIdentities(client: AzureDevOpsClient, text: string): Promise<readonly FoundIdentity[]> {
  const search = async (query: Readonly<Record<string, string>>) => {
    const { value } = await client.call(
      {
        ...read,
        operation: `look for the identity ${text}`,
        path: ['identities'],
        query: { ...query, queryMembership: 'None' },
      },
      WireIdentities,
    );
    return value.filter((one) => one !== null).map(identityOf);
  };
  if (GUID.test(text)) return search({ identityIds: text });
  const found = await search({ searchFilter: 'General', filterValue: text });
  if (!text.includes('@')) return found;
  return [...found, ...(await search({ searchFilter: 'MailAddress', filterValue: text }))];
}

/** Where identities are served. On a server of one's own there is one host for everything, and the area may be unknown. */
export async function findIdentityClient({ client, clientOf }: EnvironmentAccess): Promise<AzureDevOpsClient> {
  try {
    const { locationUrl } = await client.call(
      {
        ...read,
        operation: 'tell where identities are served',
        path: ['resourceAreas', IDENTITIES],
        apiVersion: '7.1-preview.1',
      },
      WireArea,
    );
    return isTrusted(locationUrl, client.webUrl()) ? clientOf({ collectionUri: locationUrl }) : client;
  } catch (error) {
    if (isNotFound(error)) return client;
    throw error;
  }
}

/** The job's token goes to the service alone, whatever an answer says. */
function isTrusted(url: string | null | undefined, collection: string): url is string {
  if (typeof url !== 'string' || !URL.canParse(url) || !URL.canParse(collection)) return false;
  const { origin, protocol, hostname } = new URL(url);
  if (origin === new URL(collection).origin) return true;
  return protocol === 'https:' && /\.(?:dev\.azure\.com|visualstudio\.com)$/.test(hostname);
}

function identityOf(wire: WireIdentity): FoundIdentity {
  const { id, providerDisplayName, customDisplayName, isActive, properties } = wire;
  const account = properties?.Account?.$value ?? '';
  const names = [customDisplayName, providerDisplayName, account, properties?.Mail?.$value];
  const kind = kindOf(wire);
  return {
    id,
    name: customDisplayName ?? providerDisplayName ?? id,
    account: kind === 'group' ? '' : account,
    kind,
    isActive: isActive ?? true,
    names: names.flatMap((name) => (typeof name === 'string' && name !== '' ? [name] : [])),
  };
}

function kindOf({ isContainer, descriptor, properties }: WireIdentity): Identity['kind'] {
  if (isContainer === true || properties?.SchemaClassName?.$value === 'Group') return 'group';
  return /^Microsoft\.(?:TeamFoundation\.ServiceIdentity|IdentityModel\.Claims\.ServiceIdentity);/i.test(
    descriptor ?? '',
  )
    ? 'service'
    : 'person';
}
