import { json } from '../rest/answers.ts';
import { route, type Route } from '../rest/router.ts';
import { projectPlace, refuseUnknownQuery } from './place.ts';

/** ProjectRetentionSetting, as projects are created with. */
const SETTINGS = {
  purgeArtifacts: { min: 1, max: 60, value: 30 },
  purgePullRequestRuns: { min: 1, max: 30, value: 10 },
  purgeRuns: { min: 30, max: 731, value: 30 },
  retainRunsPerProtectedBranch: { min: 0, max: 50, value: 3 },
};

export const retentionRoutes: readonly Route[] = [
  route('GET', 'build/retention', 1, (call) => {
    refuseUnknownQuery(call, []);
    projectPlace(call);
    return json(SETTINGS);
  }),
];
