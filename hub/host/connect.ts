import type {
  IExtensionDataService,
  IGlobalMessagesService,
  IHostNavigationService,
  ILocationService,
} from 'azure-devops-extension-api';
import * as SDK from 'azure-devops-extension-sdk';
import type { HubHost, Preferences } from './hub-host.ts';
import { navigationOf } from './navigation.ts';

/** Services of the host; the package has these names as an enumeration that only a compiler of whole programs can read. */
const SERVICES = {
  data: 'ms.vss-features.extension-data-service',
  location: 'ms.vss-features.location-service',
  messages: 'ms.vss-tfs-web.tfs-global-messages-service',
  navigation: 'ms.vss-features.host-navigation-service',
} as const;
/** A token of the host lives for an hour or more; asking anew each five minutes costs nothing and survives a sign-out. */
const TOKEN_MS = 5 * 60_000;
const TOAST_MS = 5_000;

/**
 * Shakes hands with the page of Azure DevOps around this frame. `hub` is the id of the hub's contribution, for links to
 * it. Rejects when the frame stands in no such page.
 */
export async function connect(hub: string): Promise<HubHost> {
  await SDK.init({ loaded: false, applyTheme: true });
  await SDK.ready();
  const [location, navigation] = await Promise.all([
    SDK.getService<ILocationService>(SERVICES.location),
    SDK.getService<IHostNavigationService>(SERVICES.navigation),
  ]);
  const { project } = SDK.getWebContext();
  const { id, displayName } = SDK.getUser();
  const organisation = SDK.getHost().name;
  const baseUrl = withSlash(await location.getServiceLocation());
  const { publisherId, extensionId } = SDK.getExtensionContext();
  const page = `${baseUrl}${encodeURIComponent(project.name)}/_apps/hub/${publisherId}.${extensionId}.${hub}`;
  return {
    organisation,
    project: { id: project.id, name: project.name },
    user: { id, displayName },
    baseUrl,
    addressOf: (hash) => `${page}#${hash}`,
    getToken: rememberToken(() => SDK.getAccessToken()),
    navigation: navigationOf(navigation),
    preferences: preferencesOf(),
    toast: (message) => void showToast(message),
  };
}

/** Ends the host's waiting sign: the page is there. */
export const tellLoaded = (): Promise<void> => SDK.notifyLoadSucceeded();

/** Lets the host say that the page cannot be shown. */
export const tellFailed = (error: unknown): Promise<void> =>
  SDK.notifyLoadFailed(error instanceof Error ? error : String(error));

const withSlash = (url: string): string => (url.endsWith('/') ? url : `${url}/`);

function rememberToken(ask: () => Promise<string>): HubHost['getToken'] {
  let kept: { readonly token: Promise<string>; readonly until: number } | undefined;
  return async (anew) => {
    if (kept === undefined || anew || Date.now() > kept.until) kept = { token: ask(), until: Date.now() + TOKEN_MS };
    const asked = kept;
    try {
      return await asked.token;
    } catch (error) {
      if (kept === asked) kept = undefined;
      throw error;
    }
  };
}

/** The host may refuse to keep anything, and the browser too: a preference is never worth an error. */
function preferencesOf(): Preferences {
  const manager = async () => {
    const service = await SDK.getService<IExtensionDataService>(SERVICES.data);
    return service.getExtensionDataManager(SDK.getExtensionContext().id, await SDK.getAccessToken());
  };
  return {
    async read(key) {
      try {
        const value: unknown = await (await manager()).getValue(key, { scopeType: 'User' });
        return typeof value === 'string' ? value : undefined;
      } catch {
        return undefined;
      }
    },
    async write(key, value) {
      try {
        await (await manager()).setValue(key, value, { scopeType: 'User' });
      } catch {
        // Chosen anew the next time.
      }
    },
  };
}

async function showToast(message: string): Promise<void> {
  const messages = await SDK.getService<IGlobalMessagesService>(SERVICES.messages);
  messages.addToast({ message, duration: TOAST_MS });
}
