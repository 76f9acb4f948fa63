import type { CategoryKey, Condition, ScreenField, Status, Transition, Validator, Workflow } from '../documents.ts';

/** A workflow as tests and samples write it: JSON. Statuses are referred to by id or by name. */
export interface WorkflowGraph {
  readonly statuses: readonly {
    /** When left out: that of the status of this name in a company-managed project, else a new one. */
    readonly id?: string;
    readonly name: string;
    readonly category: CategoryKey;
  }[];
  /** Where new issues begin; the first status by default. */
  readonly initial?: string;
  readonly transitions: readonly TransitionGraph[];
}

interface TransitionGraph {
  readonly id: string;
  readonly name: string;
  readonly from: 'any' | readonly string[];
  readonly to: string;
  readonly screen?: { readonly fields: readonly ScreenFieldInput[] };
  readonly condition?: Condition;
  readonly validators?: readonly Validator[];
  /** The status that a post-function moves on to at once. */
  readonly postMoveTo?: string;
  /** The name of the resolution that a post-function sets; null clears it. */
  readonly setResolution?: string | null;
}

/** A field by its id, required or not. */
export type ScreenFieldInput = string | { readonly field: string; readonly required?: boolean };

export const readScreen = (fields: readonly ScreenFieldInput[]): readonly ScreenField[] =>
  fields.map((field) =>
    typeof field === 'string' ? { field, required: false } : { field: field.field, required: field.required ?? false },
  );

/** The graph with ids throughout; throws on a graph that refers to what it does not have. */
export function readWorkflow(graph: WorkflowGraph, idOf: (name: string) => string): Workflow {
  const statuses: readonly Status[] = graph.statuses.map(({ id, name, category }) => ({
    id: id ?? idOf(name),
    name,
    category,
  }));
  const find = (reference: string): string => {
    const found = statuses.find(({ id }) => id === reference) ?? statuses.find(({ name }) => name === reference);
    if (!found) throw new Error(`The workflow has no status ${reference}.`);
    return found.id;
  };
  const ids = graph.transitions.map(({ id }) => id);
  if (new Set(ids).size < ids.length) throw new Error('Two transitions of the workflow have the same id.');
  const [first] = statuses;
  if (!first) throw new Error('The workflow has no status.');
  return {
    statuses,
    initial: graph.initial === undefined ? first.id : find(graph.initial),
    transitions: graph.transitions.map((transition) => readTransition(transition, find)),
  };
}

function readTransition(graph: TransitionGraph, find: (reference: string) => string): Transition {
  const { id, name, from, to, screen, condition, validators = [], postMoveTo, setResolution } = graph;
  if (!/^\d+$/.test(id)) throw new Error(`Ids of transitions are numbers, not ${id}.`);
  return {
    id,
    name,
    from: from === 'any' ? from : from.map(find),
    to: find(to),
    validators,
    ...(screen ? { screen: readScreen(screen.fields) } : {}),
    ...(condition ? { condition } : {}),
    ...(postMoveTo === undefined ? {} : { postMoveTo: find(postMoveTo) }),
    ...(setResolution === undefined ? {} : { setResolution }),
  };
}

/** To do, in progress, in review and done, each reached from everywhere. */
export const SIMPLE_WORKFLOW: WorkflowGraph = {
  statuses: [
    { name: 'To Do', category: 'new' },
    { name: 'In Progress', category: 'indeterminate' },
    { name: 'Code Review', category: 'indeterminate' },
    { name: 'Done', category: 'done' },
  ],
  transitions: [
    { id: '11', name: 'To Do', from: 'any', to: 'To Do', setResolution: null },
    { id: '21', name: 'In Progress', from: 'any', to: 'In Progress', setResolution: null },
    { id: '31', name: 'Code Review', from: 'any', to: 'Code Review', setResolution: null },
    { id: '41', name: 'Done', from: 'any', to: 'Done', setResolution: 'Done' },
  ],
};
