import type { Field, FieldKind, IssueType, Option, Project, Screens, Workflow } from '../documents.ts';
import { completeScreen, usualScreens } from '../fields/system-fields.ts';
import {
  readScreen,
  readWorkflow,
  SIMPLE_WORKFLOW,
  type ScreenFieldInput,
  type WorkflowGraph,
} from '../workflow/workflow-graph.ts';
import type { World } from '../world.ts';

interface NewField {
  /** `customfield_10010`; the next free one when left out. */
  readonly id?: string;
  readonly name: string;
  readonly kind: FieldKind;
  /** The values of an option field. */
  readonly options?: readonly string[];
}

interface NewScreens {
  /** Besides project, issue type, parent and summary, which no screen is without. */
  readonly create?: readonly ScreenFieldInput[];
  readonly edit?: readonly ScreenFieldInput[];
}

export interface NewProject {
  readonly key: string;
  readonly name: string;
  readonly style?: 'team' | 'company';
  /** Names; Story, Task, Bug and Sub-task by default. `Sub-task` and `Subtask` are sub-tasks. */
  readonly types?: readonly string[];
  /** For every type that `workflows` does not name. */
  readonly workflow?: WorkflowGraph;
  /** By the name of the type. */
  readonly workflows?: Readonly<Record<string, WorkflowGraph>>;
  /** By the name of the type, `*` for all others. */
  readonly screens?: Readonly<Record<string, NewScreens>>;
  readonly fields?: readonly NewField[];
  readonly components?: readonly string[];
}

const TYPES = ['Story', 'Task', 'Bug', 'Sub-task'];

/** A project as it is kept; statuses and types of company-managed projects are shared by their names. */
export function readProject(world: World, given: NewProject, leadId: string): Project {
  const { key, name, style = 'company' } = given;
  if (!/^[A-Z][A-Z0-9_]+$/.test(key)) throw new Error(`${key} is no key of a project.`);
  const { store } = world;
  const companions = style === 'company' ? store.projects.filter((project) => project.style === 'company') : [];
  const types = (given.types ?? TYPES).map((typeName): IssueType => {
    const known = companions.flatMap((project) => project.types).find((type) => type.name === typeName);
    return known ?? { id: store.takeId(), name: typeName, subtask: /^sub-?task$/i.test(typeName) };
  });
  const fields = (given.fields ?? []).map((field) => readField(world, field));
  return {
    id: store.takeId(),
    key,
    name,
    style,
    leadId,
    types,
    fields,
    components: (given.components ?? []).map((component) => ({ id: store.takeId(), name: component })),
    screens: Object.fromEntries(types.map((type) => [type.id, readScreens(given, type, fields)])),
    workflows: readWorkflows(world, given, types, companions),
    versions: [],
    nextIssue: 1,
  };
}

function readField({ store }: World, { id, name, kind, options }: NewField): Field {
  const field = { id: id ?? `customfield_${store.takeId()}`, name, kind };
  if (!options) return field;
  return { ...field, options: options.map((value): Option => ({ id: store.takeId(), value })) };
}

function readScreens({ screens = {} }: NewProject, type: IssueType, fields: readonly Field[]): Screens {
  const usual = usualScreens(type.subtask);
  const given = screens[type.name] ?? screens['*'];
  const custom = fields.map(({ id }) => ({ field: id, required: false }));
  // A field may be named by what people call it.
  const resolve = (input: readonly ScreenFieldInput[]) =>
    readScreen(input).map((one) => ({ ...one, field: fields.find(({ name }) => name === one.field)?.id ?? one.field }));
  const create = given?.create ? completeScreen(resolve(given.create), type.subtask) : [...usual.create, ...custom];
  const edit = given?.edit ? completeScreen(resolve(given.edit), type.subtask) : [...usual.edit, ...custom];
  return { create, edit: edit.filter(({ field }) => field !== 'project') };
}

function readWorkflows(
  { store }: World,
  { workflow = SIMPLE_WORKFLOW, workflows = {} }: NewProject,
  types: readonly IssueType[],
  companions: readonly Project[],
): Record<string, Workflow> {
  const ids = new Map(
    companions
      .flatMap((project) => Object.values(project.workflows))
      .flatMap(({ statuses }) => statuses)
      .map(({ id, name }) => [name, id]),
  );
  const idOf = (name: string): string => {
    const id = ids.get(name) ?? store.takeId();
    ids.set(name, id);
    return id;
  };
  return Object.fromEntries(types.map(({ id, name }) => [id, readWorkflow(workflows[name] ?? workflow, idOf)]));
}
