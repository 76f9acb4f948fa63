import type { ProjectPlace } from '../pipelines/place.ts';
import { projectUrl } from '../pipelines/present.ts';
import { presentIdentityOf } from '../present/identity.ts';
import { INVOKE_REST_API } from './check-types.ts';
import { TYPE_OF } from './checks.ts';
import type { CheckDocument, CheckSettings, ExtendedTemplate } from './documents.ts';

/** Settings as REST gives them. */
function presentSettings({ world, organisation }: ProjectPlace, settings: CheckSettings) {
  switch (settings.kind) {
    case 'approval':
      return {
        approvers: settings.approverIds.map((id) => presentIdentityOf(world, organisation, id)),
        executionOrder: settings.executionOrder,
        minRequiredApprovers: settings.minRequiredApprovers,
        instructions: settings.instructions,
        blockedApprovers: [],
        requesterCannotBeApprover: settings.requesterCannotBeApprover,
        definitionRef: { id: '26014962-64a0-49f4-885b-4b874119a5cc' },
      };
    case 'rest':
      return {
        definitionRef: { id: INVOKE_REST_API, name: 'InvokeRESTAPI', version: '1.220.0' },
        displayName: settings.displayName,
        inputs: settings.inputs,
        retryInterval: settings.retryInterval,
        linkedVariableGroup: null,
      };
    case 'lock':
      return {};
    case 'template':
      return { extendsChecks: settings.templates.map(presentTemplate) };
  }
}

const presentTemplate = ({ repository, ref, path }: ExtendedTemplate) => ({
  repositoryType: 'git',
  repositoryName: repository,
  repositoryRef: ref,
  templatePath: path,
});

/** CheckConfigurationRef. */
export function presentCheckReference(place: ProjectPlace, { id, version, settings, environmentId }: CheckDocument) {
  const environment = place.organisation.environments.get(environmentId);
  return {
    id,
    version,
    type: TYPE_OF[settings.kind],
    url: `${projectUrl(place)}/_apis/pipelines/checks/configurations/${id}`,
    resource: { type: 'environment', id: String(environmentId), name: environment?.name ?? '' },
  };
}

/** CheckConfiguration; its settings only when they are asked for. */
export function presentCheck(place: ProjectPlace, check: CheckDocument, { settings = false } = {}) {
  const { world, organisation } = place;
  const reference = presentCheckReference(place, check);
  return {
    ...(settings ? { settings: presentSettings(place, check.settings) } : {}),
    createdBy: presentIdentityOf(world, organisation, check.createdById),
    createdOn: check.createdOn,
    modifiedBy: presentIdentityOf(world, organisation, check.modifiedById),
    modifiedOn: check.modifiedOn,
    timeout: check.timeout,
    isDisabled: check.isDisabled,
    _links: { self: { href: reference.url } },
    ...reference,
  };
}
