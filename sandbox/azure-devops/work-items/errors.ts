import { RestError } from '../errors.ts';

const SERVER = 'Microsoft.TeamFoundation.WorkItemTracking.Server';
const assembly = { assembly: SERVER };

export const workItemNotFound = (id: number) =>
  new RestError(
    404,
    'WorkItemUnauthorizedAccessException',
    `TF401232: Work item ${id} does not exist, or you do not have permissions to read it.`,
    assembly,
  );

export const typeNotFound = (type: string, project: string) =>
  new RestError(
    404,
    'WorkItemTypeNotFoundException',
    `VS402323: Work item type ${type} does not exist in project ${project} or you do not have permission to access it.`,
    assembly,
  );

export const fieldNotFound = (name: string) =>
  new RestError(
    400,
    'WorkItemTrackingFieldDefinitionNotFoundException',
    `TF51535: Cannot find field ${name}.`,
    assembly,
  );

export const ruleError = (message: string) => new RestError(400, 'RuleValidationException', message, assembly);

export const notAllowed = () =>
  new RestError(
    403,
    'WorkItemUnauthorizedAccessException',
    'TF237111: The current user does not have permissions to save work items under the specified area path.',
    assembly,
  );

export const testFailed = (path: string, actual: unknown, expected: unknown) =>
  new RestError(
    412,
    'TestPatchOperationFailedException',
    `VS403351: Test Operation for path ${path} failed, value ${String(actual)} was not equal to test value ${String(expected)}.`,
    { assembly: 'Microsoft.VisualStudio.Services.WebApi' },
  );

export const badPatch = (message: string) =>
  new RestError(400, 'VssPropertyValidationException', message, { assembly: 'Microsoft.VisualStudio.Services.WebApi' });

export const badLink = (message: string) => new RestError(400, 'WorkItemResourceLinkException', message, assembly);

export const badQuery = (message: string) => new RestError(400, 'WorkItemTrackingQueryException', message, assembly);
