import type { ConnectionKind } from './input-types.ts';
import { registerSecret } from './secrets.ts';
import { tl } from './task-lib.ts';

/** A service connection `slipway-claude`. */
export interface ClaudeConnection {
  readonly kind: 'claude';
  /** Without a slash at the end. */
  readonly url: string;
  readonly apiToken: string;
  readonly provider: 'anthropic' | 'foundry';
}

/** A service connection `slipway-jira`. */
export interface JiraConnection {
  readonly kind: 'jira';
  /** Without a slash at the end; may hold a path, for Data Center below `/jira`. */
  readonly url: string;
  readonly deployment: 'cloud' | 'datacenter';
  /** E-mail of the token's owner; undefined with a personal access token of Data Center. */
  readonly user: string | undefined;
  readonly token: string;
}

/** A service connection `slipway-slack`: an app with its bot, or a webhook that can only post. */
export type SlackConnection = SlackAppConnection | SlackWebhookConnection;

export interface SlackAppConnection {
  readonly kind: 'slack';
  readonly mode: 'app';
  /** Of the Web API, without a slash at the end. */
  readonly url: string;
  readonly botToken: string;
  /** Of Socket Mode; undefined: clicks cannot be heard. */
  readonly appToken: string | undefined;
  /** Signs the values of buttons; undefined: nothing can be asked. */
  readonly signingKey: string | undefined;
}

export interface SlackWebhookConnection {
  readonly kind: 'slack';
  readonly mode: 'webhook';
  readonly webhookUrl: string;
}

interface Connections {
  readonly claude: ClaudeConnection;
  readonly jira: JiraConnection;
  readonly slack: SlackConnection;
}

export type Connection<K extends ConnectionKind = ConnectionKind> = Connections[K];

/** What is wrong with a connection, each as a sentence without a subject. */
export interface ConnectionProblems {
  readonly problems: readonly string[];
}

type Reader<K extends ConnectionKind> = (id: string) => Connection<K> | ConnectionProblems;

const readers: { readonly [K in ConnectionKind]: Reader<K> } = { claude: readClaude, jira: readJira, slack: readSlack };

/** Reads a service connection of this job and has its secrets masked. No network. */
export function readConnection<K extends ConnectionKind>(id: string, kind: K): Connection<K> | ConnectionProblems {
  // The agent names the environment by the id in lower case.
  const key = [id, id.toLowerCase()].find((candidate) => tl.getEndpointUrl(candidate, true) !== undefined);
  if (key !== undefined) return readers[kind](key);
  const problem = `the service connection ${JSON.stringify(id)} is not among those of this job: check its name and that this pipeline may use it.`;
  return { problems: [problem] };
}

function readClaude(id: string): ClaudeConnection | ConnectionProblems {
  const { url, problem } = readUrl(id);
  const apiToken = readSecret(id, 'apitoken');
  const provider = readData(id, 'provider') ?? 'anthropic';
  const problems = [
    problem,
    ...findSchemeProblems(id, ['token']),
    apiToken === '' ? 'the service connection has no API key: enter it as its token.' : undefined,
    isProvider(provider)
      ? undefined
      : `the provider ${JSON.stringify(provider)} is unknown: choose anthropic or foundry.`,
  ].filter((text) => text !== undefined);
  if (problems.length > 0 || !isProvider(provider)) return { problems };
  return { kind: 'claude', url, apiToken, provider };
}

function isProvider(provider: string): provider is ClaudeConnection['provider'] {
  return provider === 'anthropic' || provider === 'foundry';
}

/** Cloud wants e-mail and API token (basic); Data Center takes a personal access token, or a user and password. */
function readJira(id: string): JiraConnection | ConnectionProblems {
  const { url, problem } = readUrl(id);
  const deployment = readData(id, 'deployment')?.toLowerCase() ?? 'cloud';
  const isToken = readScheme(id) === 'token';
  const user = isToken ? undefined : (tl.getEndpointAuthorizationParameter(id, 'username', true)?.trim() ?? '');
  const token = readSecret(id, isToken ? 'apitoken' : 'password', user);
  const problems = [
    ...(problem === undefined ? [] : [problem]),
    ...findSchemeProblems(id, ['basic', 'token']),
    ...findDeploymentProblems(deployment, isToken),
    ...findCredentialProblems(user, token),
  ];
  if (problems.length > 0 || !isDeployment(deployment)) return { problems };
  return { kind: 'jira', url, deployment, user, token };
}

function findDeploymentProblems(deployment: string, isToken: boolean): readonly string[] {
  if (!isDeployment(deployment))
    return [`the deployment ${JSON.stringify(deployment)} is unknown: choose cloud or datacenter.`];
  if (deployment === 'datacenter' || !isToken) return [];
  return ['Jira Cloud wants an e-mail with an API token: choose basic authentication, or the deployment datacenter.'];
}

function findCredentialProblems(user: string | undefined, token: string): readonly string[] {
  return [
    ...(user === '' ? ['the service connection has no e-mail: enter it as its user name.'] : []),
    // It would end there for the service, and the token would begin.
    ...(user?.includes(':') ? ['the e-mail of the service connection holds a colon: correct it.'] : []),
    ...(token === '' ? ['the service connection has no token: enter it as its token or password.'] : []),
  ];
}

function isDeployment(deployment: string): deployment is JiraConnection['deployment'] {
  return deployment === 'cloud' || deployment === 'datacenter';
}

const SHORTEST_KEY = 16;

function readSlack(id: string): SlackConnection | ConnectionProblems {
  const scheme = readScheme(id);
  if (scheme === 'none') return readWebhook(id);
  const { url, problem } = readUrl(id);
  const botToken = readSecret(id, 'apitoken');
  const appToken = readSecret(id, 'appToken');
  const signingKey = readSecret(id, 'signingKey');
  const problems = [
    problem,
    ...findSchemeProblems(id, ['token', 'none']),
    botToken.startsWith('xoxb-') ? undefined : 'the service connection has no bot token: it begins with xoxb-.',
    appToken === '' || appToken.startsWith('xapp-') ? undefined : 'its app-level token must begin with xapp-.',
    signingKey === '' || signingKey.length >= SHORTEST_KEY
      ? undefined
      : `its signing key is too short: enter at least ${SHORTEST_KEY} characters that nobody can guess.`,
  ].filter((text) => text !== undefined);
  if (problems.length > 0) return { problems };
  const optional = (text: string) => (text === '' ? undefined : text);
  return {
    kind: 'slack',
    mode: 'app',
    url,
    botToken,
    appToken: optional(appToken),
    signingKey: optional(signingKey),
  };
}

/** Who knows the path can post: it is a secret as a token is. */
function readWebhook(id: string): SlackWebhookConnection | ConnectionProblems {
  const webhookUrl = readSecret(id, 'webhookUrl');
  if (!URL.canParse(webhookUrl)) return { problems: ['its webhook is no URL: copy it from the settings of the app.'] };
  const { protocol, pathname } = new URL(webhookUrl);
  registerSecret(pathname);
  registerSecret(pathname.slice(1));
  if (protocol !== 'https:' && protocol !== 'http:') {
    return { problems: ['its webhook must start with https: or http:.'] };
  }
  return { kind: 'slack', mode: 'webhook', webhookUrl };
}

function readUrl(id: string): { readonly url: string; readonly problem?: string } {
  const text = tl.getEndpointUrl(id, true)?.trim() ?? '';
  if (!URL.canParse(text)) return { url: text, problem: `its server URL ${JSON.stringify(text)} is no URL.` };
  const { protocol, username, password } = new URL(text);
  const url = text.replace(/\/+$/, '');
  if (protocol !== 'https:' && protocol !== 'http:') {
    return { url, problem: `its server URL starts with ${protocol} and must start with https: or http:.` };
  }
  if (username !== '' || password !== '')
    return { url, problem: 'its server URL holds a user or password: remove it.' };
  return { url };
}

/** Blank counts as absent. */
function readData(id: string, key: string): string | undefined {
  const value = tl.getEndpointDataParameter(id, key, true)?.trim() ?? '';
  return value === '' ? undefined : value;
}

function readSecret(id: string, key: string, user?: string): string {
  const secret = tl.getEndpointAuthorizationParameter(id, key, true)?.trim() ?? '';
  if (secret !== '') registerSecret(secret, user);
  return secret;
}

/** The server calls basic authentication UsernamePassword. */
function readScheme(id: string): string {
  const scheme = (tl.getEndpointAuthorizationScheme(id, true) ?? 'none').toLowerCase();
  return scheme === 'usernamepassword' ? 'basic' : scheme;
}

function findSchemeProblems(id: string, expected: readonly string[]): readonly string[] {
  const scheme = tl.getEndpointAuthorizationScheme(id, true) ?? 'none';
  if (expected.includes(readScheme(id))) return [];
  const names = expected.map((name) => JSON.stringify(name)).join(' or ');
  return [`the service connection authenticates with ${JSON.stringify(scheme)} and must use ${names}.`];
}
