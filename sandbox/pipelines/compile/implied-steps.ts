import type { StepPlan } from '../plan.ts';

const COMMON = {
  name: undefined,
  condition: undefined,
  continueOnError: false,
  enabled: true,
  env: {},
  timeoutMinutes: 0,
  retryCountOnTaskFailure: 0,
};

/** What a job does first when it says nothing about it. */
export const IMPLIED_CHECKOUT: StepPlan = {
  ...COMMON,
  displayName: 'Checkout self',
  kind: 'checkout',
  repository: 'self',
  fetchDepth: 1,
  fetchTags: false,
  persistCredentials: false,
  path: undefined,
};

/** A deployment gets all artifacts of the run when it says nothing about it, and no sources. */
export const IMPLIED_DOWNLOAD: StepPlan = {
  ...COMMON,
  displayName: 'Download current',
  kind: 'download',
  source: 'current',
  artifact: undefined,
};
