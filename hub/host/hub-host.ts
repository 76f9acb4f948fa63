/** Who looks. */
export interface Person {
  readonly id: string;
  readonly displayName: string;
}

export interface Project {
  readonly id: string;
  readonly name: string;
}

/** What the hub may ask of the page of Azure DevOps that it stands in. */
export interface HubHost {
  /** Short name of the organisation. */
  readonly organisation: string;
  readonly project: Project;
  readonly user: Person;
  /** Root of the organisation's REST API and pages, with a slash at the end. */
  readonly baseUrl: string;
  /** Address of a page of this hub, for links that people copy or open in a new tab. */
  addressOf(hash: string): string;
  /** A token of the signed-in user, cut to the scopes of the extension; `anew` when the last one was refused. */
  getToken(anew: boolean): Promise<string>;
  readonly navigation: HostNavigation;
  /** Something that can be kept for the user: preferences only. Both end quietly where the host keeps nothing. */
  readonly preferences: Preferences;
  /** Says something short that goes away by itself. */
  toast(message: string): void;
}

export interface HostNavigation {
  /** Without `#`; empty when there is none. */
  getHash(): Promise<string>;
  /** Adds a step to the browser's history. */
  pushHash(hash: string): void;
  /** Changes the address without a step in the history, such as for a filter while it is typed. */
  replaceHash(hash: string): void;
  /** Calls when the address is changed by the back button or by hand. */
  onHashChanged(listen: (hash: string) => void): void;
  setTitle(title: string): void;
}

export interface Preferences {
  read(key: string): Promise<string | undefined>;
  write(key: string, value: string): Promise<void>;
}
