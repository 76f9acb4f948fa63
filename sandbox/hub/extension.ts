import { readFileSync } from 'node:fs';
import * as z from 'zod';

const Manifest = z.object({
  publisher: z.string(),
  id: z.string(),
  version: z.string(),
  scopes: z.array(z.string()),
  contributions: z.array(
    z.object({ id: z.string(), properties: z.object({ name: z.string().optional(), uri: z.string().optional() }) }),
  ),
});

/** Ids of what the extension adds to pages of Azure DevOps. */
export const HUB = 'slipway-hub';
export const RUN_TAB = 'slipway-run-tab';

/** Where their pages lie when the manifest does not say. */
const PAGES: Readonly<Record<string, string>> = { [HUB]: 'hub/hub.html', [RUN_TAB]: 'hub/run-tab.html' };

/** What the service knows of the extension that is installed. */
export interface Extension {
  readonly publisher: string;
  readonly id: string;
  readonly version: string;
  readonly scopes: readonly string[];
  /** Path of the page of a contribution, in the packed extension. */
  readonly uriOf: (contribution: string) => string;
}

/** The extension of this repository, from its manifest. */
export function readExtension(): Extension {
  const text = readFileSync(new URL('../../vss-extension.json', import.meta.url), 'utf8');
  const { contributions, ...rest } = Manifest.parse(JSON.parse(text));
  const uriOf = (contribution: string) =>
    contributions.find(({ id }) => id === contribution)?.properties.uri ?? PAGES[contribution] ?? '';
  return { ...rest, uriOf };
}
