import type { Route } from '../rest/router.ts';
import { commentRoutes } from './comments.ts';
import { itemRoutes } from './items.ts';
import { iterationRoutes } from './iterations.ts';
import { labelRoutes } from './labels.ts';
import { objectRoutes } from './objects.ts';
import { propertyRoutes } from './properties.ts';
import { pullRequestRoutes } from './pull-requests.ts';
import { repositoryRoutes } from './repositories.ts';
import { reviewerRoutes } from './reviewers.ts';
import { statusRoutes } from './statuses.ts';
import { threadRoutes } from './threads.ts';

export const routes: readonly Route[] = [
  ...repositoryRoutes,
  ...pullRequestRoutes,
  ...iterationRoutes,
  ...threadRoutes,
  ...commentRoutes,
  ...statusRoutes,
  ...reviewerRoutes,
  ...labelRoutes,
  ...propertyRoutes,
  ...itemRoutes,
  ...objectRoutes,
];
