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

interface Connections {
  readonly claude: ClaudeConnection;
}

export type Connection<K extends ConnectionKind = ConnectionKind> = Connections[K];

/** What is wrong with a connection, each as a sentence without a subject. */
export interface ConnectionProblems {
  readonly problems: readonly string[];
}

type Reader<K extends ConnectionKind> = (id: string) => Connection<K> | ConnectionProblems;

const readers: { readonly [K in ConnectionKind]: Reader<K> } = { claude: readClaude };

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
    ...findSchemeProblems(id, 'token'),
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

function findSchemeProblems(id: string, expected: string): readonly string[] {
  const scheme = tl.getEndpointAuthorizationScheme(id, true) ?? 'none';
  if (scheme.toLowerCase() === expected) return [];
  return [
    `the service connection authenticates with ${JSON.stringify(scheme)} and must use ${JSON.stringify(expected)}.`,
  ];
}
