import type { TicketLink } from '../../tickets/ports.ts';
import { cutText } from './cut-text.ts';
import type { JiraApi } from './jira-api.ts';
import { globalIdOf } from './mark.ts';
import { JiraRefusal } from './refusal.ts';
import type { WireRemoteLink } from './wire.ts';

const MAX_TITLE = 255;

/** Creates or changes the link of this global id. True when it wrote. */
export async function putLink(api: JiraApi, key: string, link: TicketLink): Promise<boolean> {
  const globalId = globalIdOf(link);
  const title = cutText(link.title, MAX_TITLE);
  const present = await findLink(api, key, globalId);
  if (present?.object?.url === link.url && present.object.title === title) return false;
  await api.putRemoteLink(key, { globalId, url: link.url, title });
  return true;
}

/** The link of a global id as Jira takes it; one that is not there is answered with 404. */
export async function findLink(api: JiraApi, key: string, globalId: string): Promise<WireRemoteLink | undefined> {
  try {
    return (await api.listRemoteLinks(key, globalId)).find((link) => link.globalId === globalId);
  } catch (error) {
    if (error instanceof JiraRefusal && error.status === 404) return undefined;
    throw error;
  }
}
