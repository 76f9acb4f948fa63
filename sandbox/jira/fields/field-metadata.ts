import type { Field, Project, ScreenField } from '../documents.ts';
import { presentVersion } from '../present/version.ts';
import { presentNamed, presentOption, presentType } from '../present/small.ts';
import { restUrl, type World } from '../world.ts';
import { operationsOf } from './apply-operations.ts';
import { findField, PRIORITIES, RESOLUTIONS } from './system-fields.ts';

interface JsonType {
  readonly type: string;
  readonly items?: string;
}

const TYPES: Readonly<Record<Field['kind'], JsonType>> = {
  line: { type: 'string' },
  text: { type: 'string' },
  number: { type: 'number' },
  date: { type: 'date' },
  labels: { type: 'array', items: 'string' },
  versions: { type: 'array', items: 'version' },
  components: { type: 'array', items: 'component' },
  option: { type: 'option' },
  options: { type: 'array', items: 'option' },
  user: { type: 'user' },
  priority: { type: 'priority' },
  resolution: { type: 'resolution' },
  parent: { type: 'issuelink' },
  project: { type: 'project' },
  issuetype: { type: 'issuetype' },
};

const CUSTOM_TYPES: Readonly<Partial<Record<Field['kind'], string>>> = {
  line: 'textfield',
  text: 'textarea',
  number: 'float',
  date: 'datepicker',
  labels: 'labels',
  option: 'select',
  options: 'multicheckboxes',
  user: 'userpicker',
  versions: 'multiversion',
};

/** The type of a field as Jira writes it. */
export function schemaOf({ id, kind }: Field) {
  const number = /^customfield_(\d+)$/.exec(id)?.[1];
  if (number === undefined) return { ...TYPES[kind], system: id };
  const custom = `com.atlassian.jira.plugin.system.customfieldtypes:${CUSTOM_TYPES[kind] ?? 'textfield'}`;
  return { ...TYPES[kind], custom, customId: Number(number) };
}

type Allowed = (world: World, project: Project, field: Field) => readonly unknown[];

const describeOptions: Allowed = (world, _, { options = [] }) => options.map((option) => presentOption(world, option));

/** The values to choose from, of the kinds that have them. */
const ALLOWED: Readonly<Partial<Record<Field['kind'], Allowed>>> = {
  option: describeOptions,
  options: describeOptions,
  versions: (world, project) =>
    project.versions.filter(({ archived }) => !archived).map((one) => presentVersion(world, project, one)),
  components: (world, { components }) => components.map((one) => presentNamed(world, 'component', one)),
  priority: (world) => PRIORITIES.map((one) => presentNamed(world, 'priority', one)),
  resolution: (world) => RESOLUTIONS.map((one) => presentNamed(world, 'resolution', one)),
  issuetype: (world, project) => project.types.map((one) => presentType(world, project, one)),
  project: (world, { id, key, name }) => [{ self: restUrl(world, `project/${id}`), id, key, name }],
};

/** What may be set on a screen, in its order. */
export function describeScreen(world: World, project: Project, screen: readonly ScreenField[]) {
  return screen.flatMap(({ field: id, required }) => {
    const field = findField(project, id);
    if (!field) return [];
    const allowed = ALLOWED[field.kind]?.(world, project, field);
    return [
      {
        required,
        schema: schemaOf(field),
        name: field.name,
        key: field.id,
        hasDefaultValue: field.kind === 'priority',
        operations: operationsOf(field),
        ...(field.kind === 'labels'
          ? { autoCompleteUrl: restUrl(world, 'label/suggest?query=').replace(/rest\/api\/\d/, 'rest/api/1.0') }
          : {}),
        ...(allowed ? { allowedValues: allowed } : {}),
      },
    ];
  });
}

/** The same by the id of the field. */
export const describeByField = (world: World, project: Project, screen: readonly ScreenField[]) =>
  Object.fromEntries(describeScreen(world, project, screen).map((one) => [one.key, one]));
