import { readFileSync } from 'node:fs';
import { rootCertificates } from 'node:tls';
import { SlipwayError } from '../errors.ts';
import type { Log } from '../log.ts';
import { findVariable } from './job.ts';
import { registerSecret } from './secrets.ts';
import { tl } from './task-lib.ts';

/** How this agent reaches the network. TLS is always verified, whatever the agent is set to skip. */
export interface Network {
  /** The agent's proxy, with its credentials. HTTP_PROXY and its kin do not count: any earlier step can set them. */
  readonly proxyUrl: string | undefined;
  /** Whether `url` is to be reached without the proxy. */
  readonly bypassProxy: (url: string) => boolean;
  /** Every certificate authority to trust, PEM; undefined when the agent has none of its own: Node's defaults hold. */
  readonly ca: readonly string[] | undefined;
}

/** Reads the agent's proxy and certificate settings. */
export function readNetwork(log: Log): Network {
  const patterns = readBypassPatterns(log);
  return {
    proxyUrl: readProxyUrl(),
    bypassProxy: (url) => patterns.some((pattern) => pattern.test(url)),
    ca: readAuthorities(log),
  };
}

/** Not by task-lib: it joins the address from parts without encoding them. */
function readProxyUrl(): string | undefined {
  const address = findVariable('Agent.ProxyUrl');
  if (address === undefined) return undefined;
  if (!URL.canParse(address)) {
    throw new SlipwayError(`The agent's proxy ${JSON.stringify(address)} is no URL.`, {
      kind: 'input',
      code: 'JOB_PROXY_INVALID',
      hint: 'Configure the agent again with --proxyurl http://host:port.',
    });
  }
  const url = new URL(address);
  const user = findVariable('Agent.ProxyUsername');
  const password = findVariable('Agent.ProxyPassword');
  if (password !== undefined) registerSecret(password, user);
  if (user !== undefined) url.username = encodeURIComponent(user);
  if (password !== undefined) url.password = encodeURIComponent(password);
  return url.href;
}

/** The agent takes them from people: regular expressions in JSON, sometimes neither. */
function readBypassPatterns(log: Log): readonly RegExp[] {
  const text = findVariable('Agent.ProxyBypassList') ?? '[]';
  let entries: unknown;
  try {
    entries = JSON.parse(text);
  } catch {
    log.debug(`The agent's proxy bypass list is no JSON and is ignored: ${text}`);
  }
  if (!Array.isArray(entries)) return [];
  return entries.flatMap((entry: unknown) => {
    try {
      return [new RegExp(String(entry), 'i')];
    } catch {
      log.debug(`The proxy bypass entry ${JSON.stringify(entry)} is no regular expression and is ignored.`);
      return [];
    }
  });
}

/** A list of authorities replaces Node's own, those of NODE_EXTRA_CA_CERTS included: all go into it. */
function readAuthorities(log: Log): readonly string[] | undefined {
  const file = tl.getHttpCertConfiguration()?.caFile?.trim();
  if (!file) return undefined;
  const extra = process.env['NODE_EXTRA_CA_CERTS'];
  return [...rootCertificates, ...readPem(file), ...(extra === undefined ? [] : readExtra(extra, log))];
}

function readPem(file: string): readonly string[] {
  try {
    return [readFileSync(file, 'utf8')];
  } catch (cause) {
    throw new SlipwayError(`The agent's certificate file ${file} cannot be read.`, {
      kind: 'input',
      code: 'JOB_CA_UNREADABLE',
      hint: 'Configure the agent again with --sslcacert and a PEM file that its user may read.',
      cause,
    });
  }
}

/** Node itself only warns when this one cannot be read. */
function readExtra(file: string, log: Log): readonly string[] {
  try {
    return [readFileSync(file, 'utf8')];
  } catch {
    log.debug(`NODE_EXTRA_CA_CERTS names ${file}, which cannot be read, and is ignored.`);
    return [];
  }
}
