import type { Route } from '../rest/router.ts';
import { approvalRoutes } from './approval-routes.ts';
import { buildRoutes } from './build-routes.ts';
import { definitionRoutes } from './definition-routes.ts';
import { retentionRoutes } from './retention-routes.ts';
import { runFileRoutes } from './run-file-routes.ts';
import { stageRoutes } from './stage-routes.ts';
import { pipelineRoutes } from './pipeline-routes.ts';

/** Approvals come first: their paths would pass for those of a pipeline named "approvals". */
export const pipelineAreaRoutes: readonly Route[] = [
  ...approvalRoutes,
  ...pipelineRoutes,
  ...buildRoutes,
  ...definitionRoutes,
  ...runFileRoutes,
  ...stageRoutes,
  ...retentionRoutes,
];
