import type { Identity } from '../azure-devops/azure-devops.ts';
import { html, type Html, nothing } from '../page/html.ts';
import { environmentsPathOf, runPathOf, runsPathOf } from '../page/runs/addresses.ts';
import type { ProjectAddress } from '../page/runs/run-data.ts';
import { hubPathOf, runTabPathOf } from './addresses.ts';
import type { PageConfig } from './page-config.ts';

export const SCRIPT_PATH = '/_hub/host.js';
export const STYLE_PATH = '/_hub/host.css';

interface HostPage {
  readonly config: PageConfig;
  /** Who may sign in, and who has. */
  readonly people: readonly Identity[];
}

/** JSON whose every character survives an attribute. */
const asAttribute = (config: PageConfig): string =>
  JSON.stringify(config).replaceAll(
    /[^\x20-\x7e]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );

/** The page of Azure DevOps around a part of the extension: its header and navigation, and the frame. */
export function renderHostPage({ config, people }: HostPage): string {
  const { organisation, project, run } = config;
  const address = { organization: organisation.name, project: project.name };
  const title = run === undefined ? 'Slipway' : `Run ${run}`;
  const page = html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>${title}</title>
        <link rel="icon" href="data:," />
        <link rel="stylesheet" href="${STYLE_PATH}" />
        <script type="module" src="${SCRIPT_PATH}"></script>
      </head>
      <body data-host="${asAttribute(config)}">
        <header>
          <nav aria-label="Breadcrumb">
            <a class="home" href="/">Slipway sandbox</a> <span aria-hidden="true">/</span>
            <a href="${runsPathOf(address)}"><bdi>${project.name}</bdi></a> <span aria-hidden="true">/</span>
            ${
              run === undefined
                ? html`<span>Slipway</span>`
                : html`<a href="${runPathOf({ ...address, id: run })}">Run ${run}</a>`
            }
          </nav>
          <div class="person">
            <button type="button" id="theme">Theme</button>
            <label
              ><span>Signed in as</span>
              <select id="person">
                ${people.map(
                  ({ id, displayName }) =>
                    html`<option value="${id}" ${id === config.person.id && html`selected`}>${displayName}</option>`,
                )}
              </select></label
            >
          </div>
        </header>
        <div class="body">
          ${run === undefined ? renderPages(address) : nothing}
          <main id="main">
            ${run === undefined ? nothing : renderTabs({ ...address, id: run })}
            <div id="banner" role="region" aria-label="Messages"></div>
            <p id="waiting" role="status">Loading</p>
            <iframe id="extension" title="Slipway"></iframe>
          </main>
        </div>
        <div id="toasts" role="status"></div>
      </body>
    </html> `;
  return page.html;
}

const renderPages = (address: ProjectAddress): Html =>
  html`<nav class="pages" aria-label="Pipelines">
    <a href="${runsPathOf(address)}">Runs</a> <a href="${environmentsPathOf(address)}">Environments</a>
    <a href="${hubPathOf(address)}" aria-current="page">Slipway</a>
  </nav>`;

const renderTabs = (run: ProjectAddress & { readonly id: number }): Html =>
  html`<nav class="tabs" aria-label="Run">
    <a href="${runPathOf(run)}">Summary</a> <a href="${runTabPathOf(run)}" aria-current="page">Slipway</a>
  </nav>`;
