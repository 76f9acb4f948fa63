import type { Route } from 'playwright-core';
import { crossOriginHeaders } from '../../sandbox/azure-devops/rest/cross-origin.ts';

/** What a page of another origin may read: not how long a pause shall be. */
export const CROSS_ORIGIN = crossOriginHeaders({ headers: { origin: '*' } });

const answer =
  (status: number, message: string, headers: Readonly<Record<string, string>> = {}) =>
  (route: Route) =>
    route.fulfill({ status, headers: { ...CROSS_ORIGIN, ...headers }, json: { message } });

/** What a request of the hub may come to, and what the hub says then. */
export const FAULTS = {
  'that the session has ended': [answer(401, 'TF400813'), /Your session has ended/],
  'what may not be seen': [answer(403, 'Needs View builds.'), /Needs View builds\./],
  'what is not there': [answer(404, 'TF401019: gone'), /There is no (such thing|release )/],
  'that it was asked too often': [answer(429, 'Slow down', { 'retry-after': '40' }), /Try again in a minute/],
  'that the network is dead': [(route: Route) => route.abort(), /No connection/],
} as const;
