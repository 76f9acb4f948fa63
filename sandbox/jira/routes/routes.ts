import type { Route } from '../rest/router.ts';
import { changelogRoutes } from './changelog.ts';
import { commentRoutes } from './comments.ts';
import { createMetadataRoutes } from './create-metadata.ts';
import { instanceRoutes } from './instance.ts';
import { issueRoutes } from './issues.ts';
import { projectRoutes } from './projects.ts';
import { propertyRoutes } from './properties.ts';
import { remoteLinkRoutes } from './remote-links.ts';
import { searchRoutes } from './search.ts';
import { transitionRoutes } from './transitions.ts';
import { userRoutes } from './users.ts';
import { versionRoutes } from './versions.ts';

const placeholders = ({ template }: Route) => template.split('{').length;

/** The fewer placeholders the earlier, so that `project/search` is not a project. */
export const routes: readonly Route[] = [
  ...issueRoutes,
  ...transitionRoutes,
  ...changelogRoutes,
  ...createMetadataRoutes,
  ...searchRoutes,
  ...versionRoutes,
  ...commentRoutes,
  ...remoteLinkRoutes,
  ...propertyRoutes,
  ...projectRoutes,
  ...userRoutes,
  ...instanceRoutes,
].sort((one, other) => placeholders(one) - placeholders(other));
