import type { Identity } from '../documents.ts';
import { isPerson } from '../identities.ts';
import type { Organisation } from '../store.ts';
import { identityOf, type World } from '../world.ts';

/** IdentityRef. */
export function presentIdentity(world: World, organisation: Organisation, identity: Identity) {
  const base = `${world.baseUrl}/${encodeURIComponent(organisation.document.name)}`;
  const avatar = `${base}/_apis/GraphProfile/MemberAvatars/${identity.id}`;
  return {
    displayName: identity.displayName,
    url: `${base}/_apis/Identities/${identity.id}`,
    _links: { avatar: { href: avatar } },
    id: identity.id,
    uniqueName: identity.uniqueName,
    imageUrl: avatar,
    descriptor: descriptorOf(identity),
    ...(identity.memberIds === undefined ? {} : { isContainer: true }),
  };
}

export const descriptorOf = ({ id, uniqueName }: Identity) =>
  `${isPerson({ uniqueName }) ? 'aad' : 'svc'}.${Buffer.from(id).toString('base64url')}`;

export const presentIdentityOf = (world: World, organisation: Organisation, id: string) =>
  presentIdentity(world, organisation, identityOf(organisation, id));
