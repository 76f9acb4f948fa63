import { environmentApprovals } from '../environments/approvals.ts';
import { RestError } from '../errors.ts';
import { approvalsOf, type ApprovalPlace } from './approvals.ts';
import { buildsOf, type ProjectPlace } from './place.ts';

/** Every approval that the project's runs have reached: those of scripts, then those of environments. */
export const approvalsOfProject = (place: ProjectPlace): readonly ApprovalPlace[] => [
  ...buildsOf(place).flatMap(approvalsOf),
  ...environmentApprovals(place),
];

/** An approval of the project; throws 404. */
export function findApproval(place: ProjectPlace, id: string): ApprovalPlace {
  const found = approvalsOfProject(place).find((one) => one.id === id.toLowerCase());
  if (found) return found;
  throw new RestError(404, 'ApprovalNotFoundException', `The approval ${id} was not found.`, {
    assembly: 'Microsoft.Azure.Pipelines.Approval.WebApi',
  });
}
