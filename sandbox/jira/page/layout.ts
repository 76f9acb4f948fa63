import { html, type Html } from '../../page/html.ts';
import { siteUrl, type World } from '../world.ts';

export const SHARED_STYLE = '/_page/page.css';
export const STYLE = '/_page/jira.css';

/** An address of this Jira's pages, from the root of the service. */
export const boardPath = ({ basePath }: World, key: string): string => `${basePath}/projects/${key}/board`;
export const issuePath = ({ basePath }: World, key: string): string => `${basePath}/browse/${key}`;

/** A whole page. */
export function renderPage(world: World, title: string, trail: Html, main: Html): string {
  const { basePath, deployment } = world;
  const kind = deployment === 'cloud' ? 'Jira Cloud' : 'Jira Data Center';
  const page = html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <title>${title}</title>
        <link rel="icon" href="data:," />
        <link rel="stylesheet" href="${basePath}${SHARED_STYLE}" />
        <link rel="stylesheet" href="${basePath}${STYLE}" />
      </head>
      <body>
        <a class="skip" href="#main">Skip to the content</a>
        <header class="top">
          <a class="home" href="${basePath}/"><span class="sign-post" aria-hidden="true"></span>Sandbox Jira</a>${trail}
        </header>
        <main id="main">${main}</main>
        <footer class="quiet">
          A stand-in for ${kind} on this machine (${siteUrl(world)}). Nothing here leaves it.
        </footer>
      </body>
    </html> `;
  return page.html;
}
