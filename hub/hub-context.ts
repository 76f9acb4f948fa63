import { createContext, useContext } from 'react';
import type { HubHost } from './host/hub-host.ts';
import type { Rest } from './host/rest.ts';
import type { Route } from './route.ts';

/** What every page may use. */
export interface Hub {
  readonly host: HubHost;
  readonly rest: Rest;
  readonly route: Route;
  /** Goes to a page; the back button comes back. */
  readonly go: (route: Route) => void;
  /** Keeps a filter in the address; empty takes it away. The back button does not go through every letter. */
  readonly setFilter: (name: string, value: string) => void;
}

const HubContext = createContext<Hub | undefined>(undefined);
export const HubProvider = HubContext.Provider;

export function useHub(): Hub {
  const hub = useContext(HubContext);
  if (hub === undefined) throw new Error('useHub is called outside of the hub.');
  return hub;
}
