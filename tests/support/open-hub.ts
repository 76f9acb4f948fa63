import type { Frame, Page } from 'playwright-core';
import { hubPathOf, runTabPathOf } from '../../sandbox/hub/addresses.ts';
import { THEME_COOKIE } from '../../sandbox/hub/page-config.ts';
import type { SandboxHub } from '../../sandbox/hub/start-hub.ts';
import type { Sandbox } from '../../sandbox/sandbox.ts';

interface HubPlace {
  readonly sandbox: Sandbox;
  readonly hub: SandboxHub;
  readonly project: { readonly organization: string; readonly project: string };
}

interface SigningIn {
  /** Display name of who is signed in. */
  readonly as: string;
  readonly theme?: 'light' | 'dark';
}

async function signIn(
  page: Page,
  { sandbox, hub, project }: HubPlace,
  { as, theme = 'light' }: SigningIn,
): Promise<void> {
  const person = sandbox.azureDevOps.createIdentity(project.organization, { displayName: as });
  const { url } = sandbox.azureService;
  await page.context().addCookies([
    { ...hub.people.cookieOf(person), url },
    { name: THEME_COOKIE, value: theme, url },
  ]);
}

/** The address of the hub. `hash` is without `#`. */
export const hubUrl = ({ sandbox, project }: HubPlace, hash = ''): string =>
  sandbox.azureService.url + hubPathOf(project, hash);

/** Opens the hub and gives its frame as soon as it has said that it is loaded. */
export async function openHub(page: Page, place: HubPlace, opening: SigningIn & { readonly hash: string }) {
  await signIn(page, place, opening);
  await page.goto(hubUrl(place, opening.hash));
  return loadedFrame(page, place);
}

export async function openRunTab(page: Page, place: HubPlace, opening: SigningIn & { readonly run: number }) {
  await signIn(page, place, opening);
  await page.goto(place.sandbox.azureService.url + runTabPathOf({ ...place.project, id: opening.run }));
  return loadedFrame(page, place);
}

/** The frame of the extension's page, once it is loaded. Throws what it says when it cannot be. */
export async function loadedFrame(page: Page, { hub }: Pick<HubPlace, 'hub'>): Promise<Frame> {
  await page.locator('html[data-hub="loaded"], html[data-hub="failed"]').waitFor();
  if ((await page.locator('html').getAttribute('data-hub')) === 'failed')
    throw new Error((await page.locator('#waiting').textContent()) ?? '');
  const frame = page.frames().find((one) => one.url().startsWith(hub.contentService.url));
  if (!frame) throw new Error('The page has no frame of the extension.');
  return frame;
}
