import type { JsonObject, SlackUser } from '../documents.ts';
import type { World } from '../world.ts';

interface Shown {
  /** With the scope users:read.email. */
  readonly email: boolean;
}

/** A user as Slack gives it; of a deactivated one little is left. */
export function presentUser(world: World, user: SlackUser, shown: Shown): JsonObject {
  const { id, name, realName, email, isBot, botId, appId, deleted, created } = user;
  const teamId = user.team ?? world.store.workspace.teamId;
  const profile = {
    title: '',
    phone: '',
    skype: '',
    real_name: realName,
    real_name_normalized: realName,
    display_name: isBot ? '' : name,
    display_name_normalized: isBot ? '' : name,
    status_text: '',
    status_emoji: '',
    status_expiration: 0,
    avatar_hash: 'g0sandbox',
    first_name: realName.split(' ')[0] ?? '',
    last_name: realName.split(' ').slice(1).join(' '),
    ...(isBot ? { api_app_id: appId, bot_id: botId, always_active: true } : {}),
    ...(shown.email && email !== undefined ? { email } : {}),
    team: teamId,
  };
  const common = { id, team_id: teamId, name, deleted, profile, is_bot: isBot, is_app_user: false, updated: created };
  if (deleted) return common;
  return {
    ...common,
    color: '9f69e7',
    real_name: realName,
    tz: 'Europe/London',
    tz_label: 'Greenwich Mean Time',
    tz_offset: 0,
    is_admin: false,
    is_owner: false,
    is_primary_owner: false,
    is_restricted: false,
    is_ultra_restricted: false,
    is_email_confirmed: !isBot,
    who_can_share_contact_card: 'EVERYONE',
  };
}
