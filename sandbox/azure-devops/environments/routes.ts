import type { Route } from '../rest/router.ts';
import { checkRoutes } from './check-routes.ts';
import { checkRunRoutes } from './check-run-routes.ts';
import { connectionRoutes } from './connection-routes.ts';
import { environmentRoutes } from './environment-routes.ts';
import { pipelinePermissionRoutes } from './permission-routes.ts';

/** To come before the routes of pipelines, whose paths would take `environments` for the number of a pipeline. */
export const environmentAreaRoutes: readonly Route[] = [
  ...environmentRoutes,
  ...checkRoutes,
  ...checkRunRoutes,
  ...pipelinePermissionRoutes,
  ...connectionRoutes,
];
