/** The tasks of this extension, by the names under which pipelines use them. */
export const SLIPWAY_TASKS = [
  'AIReview',
  'JiraTicket',
  'JiraTransition',
  'MergePullRequest',
  'RunPipeline',
  'SlackNotify',
  'SlipwayDoctor',
  'StageRelease',
] as const;
