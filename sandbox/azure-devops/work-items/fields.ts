export interface FieldDefinition {
  readonly referenceName: string;
  readonly name: string;
  readonly kind: 'text' | 'number' | 'identity' | 'path' | 'state' | 'date' | 'history';
  /** The service sets it. */
  readonly isReadOnly: boolean;
}

const field = (kind: FieldDefinition['kind'], referenceName: string, name: string, isReadOnly = false) => ({
  kind,
  referenceName,
  name,
  isReadOnly,
});

/** The fields of every type of the sandbox; the real types differ in the last ones. */
export const FIELDS: readonly FieldDefinition[] = [
  field('number', 'System.Id', 'ID', true),
  field('number', 'System.Rev', 'Rev', true),
  field('text', 'System.TeamProject', 'Team Project', true),
  field('text', 'System.WorkItemType', 'Work Item Type', true),
  field('date', 'System.CreatedDate', 'Created Date', true),
  field('identity', 'System.CreatedBy', 'Created By', true),
  field('date', 'System.ChangedDate', 'Changed Date', true),
  field('identity', 'System.ChangedBy', 'Changed By', true),
  field('number', 'System.CommentCount', 'Comment Count', true),
  field('path', 'System.AreaPath', 'Area Path'),
  field('path', 'System.IterationPath', 'Iteration Path'),
  field('state', 'System.State', 'State'),
  field('text', 'System.Reason', 'Reason'),
  field('identity', 'System.AssignedTo', 'Assigned To'),
  field('text', 'System.Title', 'Title'),
  field('text', 'System.Description', 'Description'),
  field('text', 'System.Tags', 'Tags'),
  field('history', 'System.History', 'History'),
  field('number', 'Microsoft.VSTS.Common.Priority', 'Priority'),
  field('text', 'Microsoft.VSTS.Common.Severity', 'Severity'),
  field('text', 'Microsoft.VSTS.Common.AcceptanceCriteria', 'Acceptance Criteria'),
  field('text', 'Microsoft.VSTS.Common.ResolvedReason', 'Resolved Reason'),
  field('text', 'Microsoft.VSTS.TCM.ReproSteps', 'Repro Steps'),
  field('text', 'Microsoft.VSTS.Build.FoundIn', 'Found In'),
  field('text', 'Microsoft.VSTS.Build.IntegrationBuild', 'Integration Build'),
  field('number', 'Microsoft.VSTS.Scheduling.StoryPoints', 'Story Points'),
  field('number', 'Microsoft.VSTS.Scheduling.Effort', 'Effort'),
  field('number', 'Microsoft.VSTS.Scheduling.RemainingWork', 'Remaining Work'),
];

/** By reference name or name, in any case. */
export function findField(name: string): FieldDefinition | undefined {
  const wanted = name.toLowerCase();
  return FIELDS.find((one) => one.referenceName.toLowerCase() === wanted || one.name.toLowerCase() === wanted);
}
