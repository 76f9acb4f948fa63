import type { ServiceResponse } from '../core/service.ts';

const GIT = 'Microsoft.TeamFoundation.Git.Server';
const SERVICES = 'Microsoft.VisualStudio.Services.Common';
const WEB_API = 'Microsoft.VisualStudio.Services.WebApi';

/** A refusal as Azure DevOps words it. */
export class RestError extends Error {
  readonly status: number;
  readonly typeKey: string;
  readonly assembly: string;
  readonly headers: Readonly<Record<string, string>>;

  constructor(
    status: number,
    typeKey: string,
    message: string,
    options: { assembly?: string; headers?: Readonly<Record<string, string>> } = {},
  ) {
    super(message);
    this.status = status;
    this.typeKey = typeKey;
    this.assembly = options.assembly ?? GIT;
    this.headers = options.headers ?? {};
  }
}

export function errorResponse(error: RestError): ServiceResponse {
  return {
    status: error.status,
    headers: { ...error.headers, 'content-type': 'application/json; charset=utf-8; api-version=7.1' },
    body: JSON.stringify({
      $id: '1',
      innerException: null,
      message: error.message,
      typeName: `${error.assembly}.${error.typeKey}, ${error.assembly}`,
      typeKey: error.typeKey,
      errorCode: 0,
      eventId: 3000,
    }),
  };
}

/** 400 for a value that the service does not take. */
export const invalidArgument = (message: string, typeKey = 'InvalidArgumentValueException') =>
  new RestError(400, typeKey, message, { assembly: SERVICES });

export const versionError = (typeKey: string, message: string) =>
  new RestError(400, typeKey, message, { assembly: WEB_API });

export const unauthorized = (realm: string) =>
  new RestError(
    401,
    'UnauthorizedRequestException',
    "TF400813: The user '' is not authorized to access this resource.",
    {
      assembly: SERVICES,
      headers: { 'www-authenticate': `Basic realm="${realm}"` },
    },
  );

export const needsPermission = (permission: string, identity: string) =>
  new RestError(
    403,
    'GitNeedsPermissionException',
    `TF401027: You need the Git '${permission}' permission to perform this action. Details: identity '${identity}', scope 'repository'.`,
  );

export const projectNotFound = (name: string) =>
  new RestError(
    404,
    'ProjectDoesNotExistWithNameException',
    `TF200016: The following project does not exist: ${name}. Verify that the name of the project is correct and that the project exists on the specified Azure DevOps Server.`,
    { assembly: 'Microsoft.TeamFoundation.Core.WebApi' },
  );

export const repositoryNotFound = (name: string) =>
  new RestError(
    404,
    'GitRepositoryNotFoundException',
    `TF401019: The Git repository with name or identifier ${name} does not exist or you do not have permissions for the operation you are attempting.`,
  );

export const pullRequestNotFound = () =>
  new RestError(404, 'GitPullRequestNotFoundException', 'TF401180: The requested pull request was not found.');

export const notFound = (typeKey: string, message: string) => new RestError(404, typeKey, message);

export const routeNotFound = (path: string) =>
  new RestError(
    404,
    'HttpException',
    `The controller for path '${path}' was not found or does not implement IController.`,
    {
      assembly: 'System.Web',
    },
  );

export const staleReference = (name: string) =>
  new RestError(
    409,
    'GitReferenceStaleException',
    `TF401028: The reference '${name}' has already been updated by another client, so you cannot update it. Please try again.`,
  );

export const nameConflict = (name: string, other: string) =>
  new RestError(
    400,
    'GitRefNameConflictException',
    `The reference name '${name}' conflicts with an existing reference name '${other}'.`,
  );

/** What a push to a protected branch is told, over REST and over git. */
export const PUSH_REJECTED =
  'TF402455: Pushes to this branch are not permitted; you must use a pull request to update this branch.';

export const pushRejectedByPolicy = () => new RestError(403, 'GitRefUpdateRejectedByPolicyException', PUSH_REJECTED);
