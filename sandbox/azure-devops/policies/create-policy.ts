import type { PolicyDocument } from '../documents.ts';
import { invalidArgument, RestError } from '../errors.ts';
import type { Organisation } from '../store.ts';
import type { World } from '../world.ts';
import { POLICY_TYPES } from './policy-types.ts';

export interface NewPolicy {
  readonly projectId: string;
  readonly typeId: string;
  readonly createdById: string;
  readonly isBlocking: boolean;
  readonly isEnabled: boolean;
  readonly settings: unknown;
}

/** Adds a policy; throws 404 for a type that is not here, and 400 for settings that its type does not take. */
export function createPolicy(world: World, organisation: Organisation, policy: NewPolicy): PolicyDocument {
  const settings = checkSettings(organisation, policy);
  const document: PolicyDocument = {
    ...policy,
    settings,
    id: world.store.takeNumber(organisation, 'policy'),
    createdDate: world.clock.now().toISOString(),
    revision: 1,
  };
  organisation.document.policies = [...(organisation.document.policies ?? []), document];
  world.store.saveOrganisation(organisation);
  return document;
}

function checkSettings({ document }: Organisation, { typeId, projectId, settings }: NewPolicy) {
  const type = POLICY_TYPES.get(typeId);
  if (!type)
    throw new RestError(404, 'PolicyTypeNotFoundException', `TF402460: The policy type '${typeId}' was not found.`, {
      assembly: 'Microsoft.TeamFoundation.Policy.Server',
    });
  const parsed = type.settings.safeParse(settings);
  if (!parsed.success) {
    const reasons = parsed.error.issues.map(({ path, message }) => `${path.map(String).join('.')}: ${message}`);
    throw invalidArgument(`The settings of the policy are not valid: ${reasons.join('; ')}`);
  }
  for (const { repositoryId } of parsed.data.scope)
    if (
      repositoryId !== null &&
      !document.repositories.some((one) => one.id === repositoryId && one.projectId === projectId)
    )
      throw invalidArgument(`The repository '${repositoryId}' of the scope is not in the project.`);
  return parsed.data;
}
