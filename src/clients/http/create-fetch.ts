import type { RequestInit as UndiciInit } from 'undici';
import type { Connections } from './connections.ts';

/**
 * A `fetch` through our connections. It is undici's own: Node 20's built-in one must not be given another undici's
 * dispatcher. Loaded on first use, because not every task needs it. Redirects are handed out, not followed: they would
 * carry API keys to another host. Takes a URL, not a `Request`.
 */
export function createFetch(connections: Connections, signal: AbortSignal): typeof fetch {
  const throughOurs = async (input: string | URL, init: UndiciInit = {}) => {
    if (typeof input !== 'string' && !(input instanceof URL))
      throw new TypeError('fetch takes a URL here, no Request.');
    const { fetch: undiciFetch } = await import('undici/lib/web/fetch/index.js');
    const signals = [signal, ...(init.signal ? [init.signal] : [])];
    return undiciFetch(input, {
      ...init,
      redirect: 'manual',
      signal: AbortSignal.any(signals),
      dispatcher: connections.dispatcherFor(String(input)),
    });
  };
  // Both are the fetch of the standard, typed by two versions of undici.
  return throughOurs as unknown as typeof fetch;
}
