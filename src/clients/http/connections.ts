import type { Dispatcher } from 'undici';
import api from 'undici/lib/api/index.js';
import Agent from 'undici/lib/dispatcher/agent.js';
import DispatcherPart from 'undici/lib/dispatcher/dispatcher.js';
import ProxyAgent from 'undici/lib/dispatcher/proxy-agent.js';
import { SlipwayError } from '../../errors.ts';

/** How this machine reaches the network. */
export interface Network {
  /** http:// or https:// URL of the proxy, credentials in it if it wants any. */
  readonly proxyUrl?: string | undefined;
  /** True for a URL that is reached without the proxy. */
  readonly bypassProxy?: ((url: string) => boolean) | undefined;
  /** Every certificate authority to trust, PEM; Node's own when left out, which this list replaces. */
  readonly ca?: string | readonly (string | Buffer)[] | undefined;
}

/** The pools of connections of one run. */
export interface Connections {
  readonly dispatcherFor: (url: string) => Dispatcher;
  /** Ends idle connections and breaks the others. */
  readonly close: () => Promise<void>;
}

// The entry of undici does this for its parts; ProxyAgent needs `connect`.
Object.assign(DispatcherPart.prototype, api);

const CONNECT_TIMEOUT_MS = 10_000;

export function createConnections({ proxyUrl, bypassProxy, ca }: Network = {}): Connections {
  // Said outright: an earlier step can set NODE_TLS_REJECT_UNAUTHORIZED for this one.
  const connect = {
    timeout: CONNECT_TIMEOUT_MS,
    rejectUnauthorized: true,
    ...(ca === undefined ? {} : { ca: [ca].flat() }),
  };
  const direct = new Agent({ connect });
  const proxy = proxyUrl === undefined ? undefined : createProxy(proxyUrl, connect);
  return {
    dispatcherFor: (url) => (proxy === undefined || bypassProxy?.(url) === true ? direct : proxy),
    close: async () => {
      await Promise.all([direct.destroy(), proxy?.destroy()]);
    },
  };
}

function createProxy(uri: string, connect: { timeout: number; ca?: (string | Buffer)[] }): ProxyAgent {
  const protocol = URL.canParse(uri) ? new URL(uri).protocol : '';
  if (protocol !== 'http:' && protocol !== 'https:') {
    // The URL is not repeated: it may hold a password.
    throw new SlipwayError("The proxy's address is no http:// or https:// URL.", {
      kind: 'input',
      code: 'HTTP_BAD_URL',
      hint: "Check the agent's proxy configuration (.proxy file or VSTS_HTTP_PROXY).",
    });
  }
  // Without a tunnel for http:// targets, as curl does it: many proxies refuse CONNECT to port 80.
  return new ProxyAgent({ uri, proxyTunnel: false, connect, requestTls: connect, proxyTls: connect });
}
