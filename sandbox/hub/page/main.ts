import { THEME_COOKIE, type PageConfig } from '../page-config.ts';
import { askPerson, askToken, askValue, keepValue } from './ask.ts';
import { openBuildPage } from './build.ts';
import { openChannel, type Callable } from './channel.ts';
import { byId, layout, messages } from './messages.ts';
import { navigation } from './navigation.ts';
import { themeOf, type ThemeName } from './theme.ts';

/** How the frame stands, for people, tests and the style: loading, loaded or failed. */
const tell = (state: 'loading' | 'loaded' | 'failed', words = '') => {
  document.documentElement.dataset['hub'] = state;
  byId('waiting').textContent = words;
};

const readTheme = (): ThemeName => {
  const chosen = new RegExp(`(?:^|; )${THEME_COOKIE}=(light|dark)`).exec(document.cookie)?.[1];
  const system = matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light';
  return chosen === 'light' || chosen === 'dark' ? chosen : system;
};

function showTheme(name: ThemeName): void {
  const { dataset, style } = document.documentElement;
  dataset['theme'] = name;
  for (const [variable, value] of Object.entries(themeOf(name))) style.setProperty(`--${variable}`, value);
  byId('theme').textContent = name === 'dark' ? 'Light theme' : 'Dark theme';
}

const handshakeOf = (config: PageConfig, initialConfig: object) => ({
  contributionId: config.contributionId,
  initialConfig,
  context: {
    user: {
      ...{ id: config.person.id, name: config.person.uniqueName, displayName: config.person.name },
      ...{ descriptor: config.person.descriptor, imageUrl: '' },
    },
    host: { ...config.organisation, serviceVersion: 'Dev19.M277.1', type: 4, isHosted: true },
    extension: { ...config.extension, id: `${config.extension.publisherId}.${config.extension.extensionId}` },
    pageContext: {
      globalization: { culture: 'en-US', theme: readTheme(), timeZoneId: 'UTC', timezoneOffset: 0 },
      timeZonesConfiguration: { daylightSavingsAdjustments: [] },
      webContext: {
        project: config.project,
        team: { id: config.project.id, name: `${config.project.name} Team` },
      },
    },
  },
});

function servicesOf(config: PageConfig): Readonly<Record<string, Callable>> {
  const root = `${config.baseUrl}/${encodeURIComponent(config.organisation.name)}/`;
  const placeOf = (key: string, scopeType = 'Default') => ({ scope: scopeType, key });
  return {
    'ms.vss-features.location-service': { getServiceLocation: () => root, getResourceAreaLocation: () => root },
    'ms.vss-features.host-navigation-service': navigation({
      id: config.run === undefined ? 'ms.vss-web.hub-route' : 'ms.vss-build-web.ci-results-hub-route',
      routeValues: { project: config.project.name, contributionId: config.contributionId },
    }),
    'ms.vss-features.host-page-layout-service': layout,
    'ms.vss-tfs-web.tfs-global-messages-service': messages,
    'ms.vss-tfs-web.tfs-page-data-service': { getProject: () => config.project },
    'ms.vss-features.extension-data-service': {
      getExtensionDataManager: () => ({
        getValue: async (key: string, options?: { scopeType?: string; defaultValue?: unknown }) =>
          (await askValue(config, placeOf(key, options?.scopeType))) ?? options?.defaultValue,
        setValue: (key: string, value: unknown, options?: { scopeType?: string }) =>
          keepValue(config, placeOf(key, options?.scopeType), value),
      }),
    },
  };
}

function start(): void {
  const config = JSON.parse(document.body.dataset['host'] ?? '') as PageConfig;
  const frame = byId('extension') as HTMLIFrameElement;
  const build = config.run === undefined ? undefined : openBuildPage(config, config.run);
  const services = {
    ...servicesOf(config),
    ...(build && { 'ms.vss-build-web.build-page-data-service': build.service }),
  };
  tell('loading', 'Loading');
  showTheme(readTheme());

  const channel = openChannel({
    frame,
    origin: new URL(config.contentUrl).origin,
    objects: {
      'DevOps.HostControl': {
        initialHandshake({ loaded = true, applyTheme = true }: { loaded?: boolean; applyTheme?: boolean } = {}) {
          if (loaded) tell('loaded');
          const handshake = handshakeOf(config, build?.configuration ?? {});
          return applyTheme ? { ...handshake, themeData: themeOf(readTheme()) } : handshake;
        },
        notifyLoadSucceeded: () => tell('loaded'),
        notifyLoadFailed: (error: unknown) => tell('failed', `The extension could not be loaded: ${wordsOf(error)}`),
        getAccessToken: async () => ({ token: await askToken(config) }),
        getAppToken: async () => ({ token: await askToken(config) }),
        // The frame has all the room there is.
        resize: () => undefined,
      },
      'DevOps.ServiceManager': {
        getService(id: string) {
          const service = Object.hasOwn(services, id) ? services[id as keyof typeof services] : undefined;
          if (service) return service;
          throw new Error(`There is no service ${id}.`);
        },
      },
    },
  });
  frame.src = config.contentUrl;

  byId('theme').addEventListener('click', () => {
    const name = readTheme() === 'dark' ? 'light' : 'dark';
    document.cookie = `${THEME_COOKIE}=${name}; Path=/; SameSite=Strict`;
    showTheme(name);
    void channel.call('DevOps.SdkClient', 'dispatchEvent', ['themeChanged', { detail: { data: themeOf(name) } }]);
  });
  byId('person').addEventListener('change', ({ target }) => {
    void askPerson(config, (target as HTMLSelectElement).value).then(() => location.reload());
  });
}

const wordsOf = (error: unknown): string =>
  typeof error === 'object' && error !== null && 'message' in error ? String(error.message) : String(error);

start();
