/** Where a Jira is and who we are there. */
export interface JiraConnection {
  /** With the context path if there is one; with or without a slash at its end. */
  readonly url: string;
  readonly deployment: 'cloud' | 'datacenter';
  /** E-mail of the token's owner; undefined with a personal access token. */
  readonly user?: string | undefined;
  readonly token: string;
}

/** The address without slashes at its end. */
export const baseOf = ({ url }: JiraConnection): string => url.trim().replace(/\/+$/, '');

/** Value of the Authorization header. */
export const authorizationOf = ({ user, token }: JiraConnection): string =>
  user === undefined ? `Bearer ${token}` : `Basic ${Buffer.from(`${user}:${token}`, 'utf8').toString('base64')}`;
