import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { GitNetwork } from './fetch-objects.ts';

/** The proxy and the certificates of an agent. */
export interface AgentNetwork {
  /** With its credentials. */
  readonly proxyUrl: string | undefined;
  /** Whether `url` is to be reached without the proxy. */
  readonly bypassProxy: (url: string) => boolean;
  /** Every certificate authority to trust, PEM; undefined when the defaults hold. */
  readonly ca: readonly string[] | undefined;
}

/**
 * The agent's proxy and certificates as git takes them to reach `url`: certificates by the name of a file, which is
 * written below `folder`.
 */
export async function gitNetwork(network: AgentNetwork, url: string, folder: string): Promise<GitNetwork> {
  const { proxyUrl, bypassProxy, ca } = network;
  const caFile = path.join(folder, 'certificates.pem');
  if (ca !== undefined) {
    await mkdir(folder, { recursive: true });
    await writeFile(caFile, ca.join('\n'));
  }
  return {
    ...(proxyUrl === undefined || bypassProxy(url) ? {} : { proxyUrl }),
    ...(ca === undefined ? {} : { caFile }),
  };
}
