import type { HttpClient } from '../http/http-client.ts';
import { type AzureDevOpsClient, createAzureDevOpsClient } from './azure-devops-client.ts';

/** A token of Microsoft Entra is a JSON web token: three parts of base64url. */
const JSON_WEB_TOKEN = /^[\w-]+\.[\w-]+\.[\w-]+$/;

/** How a token that a person gave is presented: a personal access token by basic authentication without a user. */
export const authorizationOf = (token: string): string =>
  JSON_WEB_TOKEN.test(token) ? `Bearer ${token}` : `Basic ${Buffer.from(`:${token}`, 'utf8').toString('base64')}`;

/** The project as the identity of `approvalToken` sees it. */
export const createApprovalClient = (options: {
  readonly http: HttpClient;
  readonly collectionUri: string;
  readonly approvalToken: string;
  readonly project: string;
}): AzureDevOpsClient => {
  const { approvalToken: token, ...place } = options;
  return createAzureDevOpsClient({ ...place, token, authorization: authorizationOf(token) });
};
