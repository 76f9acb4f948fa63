import { environmentAreaRoutes } from '../environments/routes.ts';
import { pipelineAreaRoutes } from '../pipelines/routes.ts';
import type { Route } from '../rest/router.ts';
import { securityAreaRoutes } from '../security/routes.ts';
import { workItemAreaRoutes } from '../work-items/routes.ts';
import { commentRoutes } from './comments.ts';
import { commitRoutes } from './commits.ts';
import { identityRoutes } from './identities.ts';
import { itemRoutes } from './items.ts';
import { iterationRoutes } from './iterations.ts';
import { labelRoutes } from './labels.ts';
import { objectRoutes } from './objects.ts';
import { policyRoutes } from './policies.ts';
import { propertyRoutes } from './properties.ts';
import { pullRequestQueryRoutes } from './pull-request-query.ts';
import { pullRequestRoutes } from './pull-requests.ts';
import { pushRoutes } from './pushes.ts';
import { refRoutes } from './refs.ts';
import { repositoryRoutes } from './repositories.ts';
import { reviewerRoutes } from './reviewers.ts';
import { statusRoutes } from './statuses.ts';
import { tagRoutes } from './tags.ts';
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
  ...commitRoutes,
  ...pushRoutes,
  ...refRoutes,
  ...tagRoutes,
  ...pullRequestQueryRoutes,
  ...policyRoutes,
  ...environmentAreaRoutes,
  ...securityAreaRoutes,
  ...identityRoutes,
  ...pipelineAreaRoutes,
  ...workItemAreaRoutes,
];
