import { renderFrame } from '../../page/frame.ts';
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
  return renderFrame({
    title,
    styles: [`${basePath}${SHARED_STYLE}`, `${basePath}${STYLE}`],
    home: { path: `${basePath}/`, name: 'Sandbox Jira' },
    trail,
    content: html`<main id="main">${main}</main>`,
    footer: html`A stand-in for ${kind} on this machine (${siteUrl(world)}). Nothing here leaves it.`,
  });
}
