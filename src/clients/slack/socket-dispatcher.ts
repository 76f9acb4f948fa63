import type { Duplex } from 'node:stream';
import type { Dispatcher } from 'undici';
import type { Connections } from '../http/connections.ts';

export interface SocketDispatcher {
  dispatch(options: Dispatcher.DispatchOptions, handler: Dispatcher.DispatchHandler): boolean;
  /** Breaks the WebSockets that were opened through it: a peer that does not close would hold the process. */
  destroy(): void;
}

/**
 * Opens WebSockets through our proxy and certificates and keeps hold of their sockets, which undici gives away at the
 * upgrade.
 */
export function createSocketDispatcher(connections: Connections): SocketDispatcher {
  const sockets = new Set<Duplex>();
  let isDestroyed = false;
  const keep = (socket: Duplex): void => {
    if (isDestroyed) socket.destroy();
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
  };
  return {
    dispatch(options, handler) {
      const url = `${String(options.origin)}${options.path}`;
      return connections.dispatcherFor(url).dispatch(options, watchUpgrade(handler, keep));
    },
    destroy() {
      isDestroyed = true;
      for (const socket of sockets) socket.destroy();
    },
  };
}

/** Both of undici's kinds of handlers; whatever else they have is theirs. */
function watchUpgrade(handler: Dispatcher.DispatchHandler, keep: (socket: Duplex) => void): Dispatcher.DispatchHandler {
  return new Proxy(handler, {
    get(target, name) {
      const own: unknown = Reflect.get(target, name, target);
      if (typeof own !== 'function') return own;
      const method = own as (...args: unknown[]) => unknown;
      if (name !== 'onUpgrade' && name !== 'onRequestUpgrade') return method.bind(target);
      return (...args: unknown[]) => {
        keep((name === 'onUpgrade' ? args[2] : args[3]) as Duplex);
        return method.apply(target, args);
      };
    },
  });
}
