/** What the service tells the script of a page that frames a part of the extension. */
export interface PageConfig {
  /** Of Azure DevOps, without a slash at the end. */
  readonly baseUrl: string;
  readonly organisation: Named;
  readonly project: Named;
  readonly person: Named & { readonly uniqueName: string; readonly descriptor: string };
  readonly contributionId: string;
  readonly extension: { readonly publisherId: string; readonly extensionId: string; readonly version: string };
  /** The page of the extension, on its own origin. */
  readonly contentUrl: string;
  /** Of a run's page: its number. */
  readonly run?: number;
}

interface Named {
  readonly id: string;
  readonly name: string;
}

/** Where the script asks the service, as JSON and from this origin alone. */
export const ASK = {
  token: '/_hub/token',
  person: '/_hub/person',
  values: '/_hub/values',
} as const;

export const THEME_COOKIE = 'slipway-sandbox-theme';
