import type { Browser, Page } from 'playwright-core';
import { hubPathOf } from '../sandbox/hub/addresses.ts';
import { THEME_COOKIE } from '../sandbox/hub/page-config.ts';
import type { Play } from '../sandbox/play/play.ts';

/** In CSS pixels: of this size a picture of the hub stays small. */
const VIEWPORT = { width: 1250, height: 720 };

interface HubPicture {
  /** Of the page, without `#`. */
  readonly hash: string;
  readonly theme: 'light' | 'dark';
  /** What stands there once the page has everything. */
  readonly shows: RegExp;
}

/** Opens a page of the hub as the first approver, at the sandbox's own time, and gives it when it is whole. */
export async function openHubPage(
  browser: Browser,
  { sandbox, data: { repository } }: Pick<Play, 'sandbox' | 'data'>,
  { picture: { hash, theme, shows }, now }: { readonly picture: HubPicture; readonly now: Date },
): Promise<Page> {
  const page = await browser.newPage({ viewport: VIEWPORT, colorScheme: theme, reducedMotion: 'reduce' });
  await page.clock.setFixedTime(now);
  const { url } = sandbox.azureService;
  await page.context().addCookies([{ name: THEME_COOKIE, value: theme, url }]);
  const address = { organization: repository.organisation, project: repository.project };
  await page.goto(url + hubPathOf(address, hash));
  await page.locator('html[data-hub="loaded"]').waitFor();
  await page.frameLocator('#extension').getByText(shows).first().waitFor();
  return page;
}
