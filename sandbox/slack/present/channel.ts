import type { Channel, JsonObject, SlackUser } from '../documents.ts';
import type { World } from '../world.ts';

/** A channel as Slack gives it to one user. */
export function presentChannel(world: World, channel: Channel, viewer: SlackUser): JsonObject {
  const { id, name, isPrivate, isArchived, creator, created } = channel;
  const { teamId } = world.store.workspace;
  const empty = { value: '', creator: '', last_set: 0 };
  return {
    id,
    name,
    is_channel: !isPrivate,
    is_group: isPrivate,
    is_im: false,
    is_mpim: false,
    is_private: isPrivate,
    created,
    is_archived: isArchived,
    is_general: false,
    unlinked: 0,
    name_normalized: name,
    is_shared: false,
    is_org_shared: false,
    is_pending_ext_shared: false,
    pending_shared: [],
    context_team_id: teamId,
    updated: created * 1000,
    creator,
    is_ext_shared: false,
    shared_team_ids: [teamId],
    pending_connected_team_ids: [],
    is_member: channel.members.includes(viewer.id),
    topic: empty,
    purpose: empty,
    previous_names: [],
  };
}
