import type { Route } from '../rest/router.ts';
import { workItemCommentRoutes } from './comment-routes.ts';
import { pullRequestWorkItemRoutes } from './pull-request-routes.ts';
import { workItemTypeRoutes } from './type-routes.ts';
import { wiqlRoutes } from './wiql-routes.ts';
import { workItemRoutes } from './work-item-routes.ts';

export const workItemAreaRoutes: readonly Route[] = [
  ...workItemRoutes,
  ...workItemTypeRoutes,
  ...workItemCommentRoutes,
  ...wiqlRoutes,
  ...pullRequestWorkItemRoutes,
];
