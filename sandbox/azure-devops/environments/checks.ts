import { invalidArgument } from '../errors.ts';
import type { ProjectPlace } from '../pipelines/place.ts';
import { APPROVAL, EXCLUSIVE_LOCK, LONGEST_TIMEOUT, REQUIRED_TEMPLATE, TASK_CHECK } from './check-types.ts';
import type { CheckDocument, CheckSettings, EnvironmentDocument } from './documents.ts';
import { parseSettings } from './parse-settings.ts';

/** The checks of an environment, the oldest first. */
export const checksOf = ({ organisation, project }: ProjectPlace, environmentId: number): readonly CheckDocument[] =>
  organisation.checks.all.filter(
    (check) => check.projectId === project.id && check.environmentId === environmentId && !check.isDeleted,
  );

export const TYPE_OF: Readonly<Record<CheckSettings['kind'], { readonly id: string; readonly name: string }>> = {
  approval: { id: APPROVAL, name: 'Approval' },
  rest: { id: TASK_CHECK, name: 'Task Check' },
  lock: { id: EXCLUSIVE_LOCK, name: 'ExclusiveLock' },
  template: { id: REQUIRED_TEMPLATE, name: 'ExtendsCheck' },
};

export interface NewCheck {
  readonly typeId: string;
  readonly settings: unknown;
  /** Minutes; thirty days when left out. */
  readonly timeout?: number | undefined;
  readonly isDisabled?: boolean | undefined;
}

/** Adds a check to an environment; throws 400 for what its type does not take and for a second lock. */
export function createCheck(
  place: ProjectPlace,
  environment: EnvironmentDocument,
  { check, byId }: { readonly check: NewCheck; readonly byId: string },
): CheckDocument {
  const { organisation, project, world } = place;
  const { settings, timeout } = readCheck(place, check);
  if (settings.kind === 'lock' && checksOf(place, environment.id).some((one) => one.settings.kind === 'lock'))
    throw invalidArgument(`The environment ${environment.name} has an exclusive lock already.`);
  const now = world.clock.now().toISOString();
  const document: CheckDocument = {
    id: organisation.checks.nextId,
    projectId: project.id,
    environmentId: environment.id,
    version: 1,
    createdById: byId,
    createdOn: now,
    modifiedById: byId,
    modifiedOn: now,
    timeout,
    isDisabled: check.isDisabled ?? false,
    settings,
    isDeleted: false,
  };
  organisation.checks.save(document);
  return document;
}

function readCheck(place: ProjectPlace, { typeId, settings, timeout = LONGEST_TIMEOUT }: NewCheck) {
  if (timeout < 1 || timeout > LONGEST_TIMEOUT)
    throw invalidArgument(`The timeout of a check is 1 to ${LONGEST_TIMEOUT} minutes, not ${timeout}.`);
  return { timeout, settings: parseSettings(place, { typeId, settings, timeout }) };
}

/** Changes a check; runs that wait keep the settings that they began with. Its type stays. */
export function updateCheck(
  place: ProjectPlace,
  check: CheckDocument,
  { change, byId }: { readonly change: Partial<NewCheck>; readonly byId: string },
): CheckDocument {
  const typeId = TYPE_OF[check.settings.kind].id;
  if (change.typeId !== undefined && change.typeId !== typeId)
    throw invalidArgument('The type of a check cannot be changed.');
  const timeout = change.timeout ?? check.timeout;
  const { settings } =
    change.settings === undefined ? check : readCheck(place, { typeId, settings: change.settings, timeout });
  const updated: CheckDocument = {
    ...check,
    settings,
    timeout,
    isDisabled: change.isDisabled ?? check.isDisabled,
    version: check.version + 1,
    modifiedById: byId,
    modifiedOn: place.world.clock.now().toISOString(),
  };
  place.organisation.checks.save(updated);
  return updated;
}
