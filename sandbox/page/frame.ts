import { html, type Html } from './html.ts';

export interface Frame {
  readonly title: string;
  /** Addresses of the styles, the shared one first. */
  readonly styles: readonly string[];
  readonly script?: string;
  /** The address of the first page, and what it is called. */
  readonly home: { readonly path: string; readonly name: string };
  /** Beside it: where the page is. */
  readonly trail: Html;
  /** What the skip link leads to in #main. */
  readonly skipTo?: string;
  /** Has an element #main. */
  readonly content: Html;
  readonly footer: Html;
  /** Tells the script which state the page shows. */
  readonly version?: number;
}

/** A whole page of one of the sandbox's services, around its content. */
export function renderFrame(frame: Frame): string {
  const { title, styles, script, home, trail, skipTo = 'content', content, footer, version } = frame;
  const page = html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <title>${title}</title>
        <link rel="icon" href="data:," />
        ${styles.map((style) => html`<link rel="stylesheet" href="${style}" />`)}
        ${script !== undefined && html`<script type="module" src="${script}"></script>`}
      </head>
      <body ${version !== undefined && html`data-version="${version}"`}>
        <a class="skip" href="#main">Skip to the ${skipTo}</a>
        <header class="top">
          <a class="home" href="${home.path}"><span class="sign-post" aria-hidden="true"></span>${home.name}</a>${trail}
        </header>
        ${content}
        <footer class="quiet">${footer}</footer>
      </body>
    </html> `;
  return page.html;
}

/** The content of a page that only says something. */
export const renderMessage = (title: string, text: string): Html =>
  html`<div class="title">
    <h1>${title}</h1>
    <p>${text}</p>
  </div>`;
