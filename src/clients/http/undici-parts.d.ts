/**
 * The parts of undici that we need, imported one by one: the whole package costs 212 kB and 30 ms more per task, most of
 * it mocks, caches and WebSockets. undici has no `exports` map, its version is pinned, and the tests of this folder fail
 * when a part moves.
 */
declare module 'undici/lib/api/index.js' {
  /** request, connect and others: methods for the prototype of Dispatcher. */
  const api: Record<string, unknown>;
  export default api;
}

declare module 'undici/lib/dispatcher/dispatcher.js' {
  export { Dispatcher as default } from 'undici';
}

declare module 'undici/lib/dispatcher/agent.js' {
  export { Agent as default } from 'undici';
}

declare module 'undici/lib/dispatcher/proxy-agent.js' {
  export { ProxyAgent as default } from 'undici';
}

declare module 'undici/lib/web/fetch/index.js' {
  export { fetch } from 'undici';
}
