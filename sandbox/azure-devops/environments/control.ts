import type { Identity } from '../documents.ts';
import type { ProjectPlace } from '../pipelines/place.ts';
import { APPROVAL, EXCLUSIVE_LOCK, INVOKE_REST_API, REQUIRED_TEMPLATE, TASK_CHECK } from './check-types.ts';
import { createCheck, type NewCheck } from './checks.ts';
import { createConnection, type NewConnection } from './connections.ts';
import type { ExtendedTemplate } from './documents.ts';
import { createEnvironment, findEnvironment } from './environments.ts';

interface ProjectName {
  readonly organisation: string;
  readonly project: string;
}

interface NewSandboxEnvironment extends ProjectName {
  readonly name: string;
  readonly description?: string;
  /** Every pipeline may use it, when left out; else those of these numbers. */
  readonly permitted?: 'all' | readonly number[];
}

interface EnvironmentName extends ProjectName {
  readonly environment: string;
}

interface Who {
  readonly id?: string;
  readonly displayName: string;
}

export interface NewApprovalCheck extends EnvironmentName {
  /** People and groups, by id or display name; created when new. */
  readonly approvers: readonly Who[];
  readonly executionOrder?: 'anyOrder' | 'inSequence';
  /** All when left out. */
  readonly minRequiredApprovers?: number;
  readonly requesterCannotBeApprover?: boolean;
  readonly instructions?: string;
  readonly timeoutMinutes?: number;
}

interface NewRestCheck extends EnvironmentName {
  readonly displayName: string;
  /** As REST takes them. */
  readonly inputs: Readonly<Record<string, string>>;
  readonly retryInterval?: number;
  readonly timeoutMinutes?: number;
}

interface NewTemplateCheck extends EnvironmentName, ExtendedTemplate {}

interface NewGroup {
  readonly organisation: string;
  readonly displayName: string;
  readonly members: readonly Who[];
}

type NewSandboxConnection = ProjectName & Omit<NewConnection, 'createdById'>;

/** What tests and the sample set up as an administrator would on the pages of the service. */
export interface EnvironmentControl {
  /** What the parts of the service that run inside of it work with: the executor, and tests of the checks. */
  projectPlace(name: ProjectName): ProjectPlace;
  /** Creates an environment, or gives the one of that name. */
  createEnvironment(environment: NewSandboxEnvironment): { readonly id: number };
  /** These four add a check to an environment and give its number. */
  createApprovalCheck(check: NewApprovalCheck): { readonly id: number };
  createRestCheck(check: NewRestCheck): { readonly id: number };
  createTemplateCheck(check: NewTemplateCheck): { readonly id: number };
  createExclusiveLock(lock: EnvironmentName): { readonly id: number };
  /** A group of people, which counts as one approver. */
  createGroup(group: NewGroup): Identity;
  /** A service connection; `generic` when no type is given. */
  createConnection(connection: NewSandboxConnection): { readonly id: string };
}

interface Access {
  readonly placeOf: (organisation: string, project: string) => ProjectPlace;
  readonly identityOf: (organisation: string, who: Who & { readonly memberIds?: readonly string[] }) => Identity;
}

export function environmentControl({ placeOf, identityOf }: Access): EnvironmentControl {
  const administrator = (organisation: string) => identityOf(organisation, { displayName: 'Administrator' }).id;

  const add = ({ organisation, project, environment: name }: EnvironmentName, check: NewCheck) => {
    const place = placeOf(organisation, project);
    const environment = findEnvironment(place, name);
    if (!environment) throw new Error(`The sandbox has no environment ${name} in ${organisation}/${project}.`);
    return createCheck(place, environment, { check, byId: administrator(organisation) });
  };

  return {
    projectPlace: ({ organisation, project }) => placeOf(organisation, project),

    createEnvironment({ organisation, project, name, permitted = 'all', ...rest }) {
      const place = placeOf(organisation, project);
      const createdById = administrator(organisation);
      return findEnvironment(place, name) ?? createEnvironment(place, { ...rest, name, permitted, createdById });
    },

    createApprovalCheck({ approvers, timeoutMinutes: timeout, ...check }) {
      const { organisation, project, environment, ...settings } = check;
      const identities = approvers.map((who) => ({ id: identityOf(organisation, who).id }));
      const name = { organisation, project, environment };
      return add(name, { typeId: APPROVAL, settings: { ...settings, approvers: identities }, timeout });
    },

    createRestCheck({ displayName, inputs, retryInterval = 0, timeoutMinutes: timeout, ...name }) {
      const definitionRef = { id: INVOKE_REST_API, name: 'InvokeRESTAPI', version: '1.220.0' };
      return add(name, {
        typeId: TASK_CHECK,
        settings: { displayName, inputs, retryInterval, definitionRef },
        timeout,
      });
    },

    createTemplateCheck({ repository, ref, path, ...name }) {
      const template = { repositoryType: 'git', repositoryName: repository, repositoryRef: ref, templatePath: path };
      return add(name, { typeId: REQUIRED_TEMPLATE, settings: { extendsChecks: [template] } });
    },

    createExclusiveLock: (name) => add(name, { typeId: EXCLUSIVE_LOCK, settings: {} }),

    createGroup({ organisation, displayName, members }) {
      const memberIds = members.map((who) => identityOf(organisation, who).id);
      return identityOf(organisation, { displayName, memberIds });
    },

    createConnection({ organisation, project, ...connection }) {
      const place = placeOf(organisation, project);
      return { id: createConnection(place, { ...connection, createdById: administrator(organisation) }).guid };
    },
  };
}
