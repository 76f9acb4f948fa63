import { HubProblem } from '../../host/hub-problem.ts';
import { listPipelineRuns, previewRun, type QueuedRun } from '../../host/queue-run.ts';
import type { Rest } from '../../host/rest.ts';
import type { LoadedStaging } from './load-staging.ts';

export type QueuePlan =
  | {
      readonly kind: 'ready';
      /** What the run is given. */
      readonly parameters: Readonly<Record<string, string>>;
      /** Runs of the same that have not ended, the newest first. */
      readonly underWay: readonly QueuedRun[];
    }
  /** Its YAML does not open a release of this component; those that it does open releases of, as far as that is known. */
  | { readonly kind: 'other'; readonly components: readonly string[] };

/**
 * Looks at what queueing would do, without doing it: a pipeline takes the component only where its file has such a
 * parameter. Throws HubProblem, also for YAML that Azure DevOps does not take.
 */
export async function planQueue(
  rest: Rest,
  place: { readonly project: string; readonly signal?: AbortSignal },
  { component, pipeline }: Required<Pick<LoadedStaging, 'component'>> & { readonly pipeline: Pipeline },
): Promise<QueuePlan> {
  const name = component.entry.component;
  const [preview, runs] = await Promise.all([
    previewWith(rest, place, pipeline, { component: name }),
    listPipelineRuns(rest, place, pipeline),
  ]);
  const underWay = runs.filter((run) => !run.hasEnded && isOfComponent(run, name));
  const yaml = preview ?? (await previewRun(rest, place, { ...pipeline, parameters: {} }));
  const components = componentsOf(yaml, component.ledger.repository.name);
  if (!components.some((one) => isSame(one, name))) return { kind: 'other', components };
  return { kind: 'ready', parameters: preview === undefined ? {} : { component: name }, underWay };
}

interface Pipeline {
  readonly id: number;
  readonly name: string;
}

/** Undefined where the pipeline has no such parameter. */
async function previewWith(
  rest: Rest,
  place: { readonly project: string; readonly signal?: AbortSignal },
  pipeline: Pipeline,
  parameters: Readonly<Record<string, string>>,
): Promise<string | undefined> {
  try {
    return await previewRun(rest, place, { ...pipeline, parameters });
  } catch (error) {
    if (error instanceof HubProblem && isUnexpected(error)) return undefined;
    throw error;
  }
}

const isUnexpected = ({ problem }: HubProblem): boolean =>
  problem.kind === 'refused' && /unexpected parameter/i.test(problem.detail);

/** The components that a run opens releases of; a task that names none means the one that has the name of the repository. */
function componentsOf(yaml: string, repository: string): readonly string[] {
  const opening = yaml.split(/^ *- /m).filter((step) => TASK.test(step) && ACTION.test(step));
  const named = opening.map((step) => unquote(/^ *component: *(.*?) *$/m.exec(step)?.[1] ?? ''));
  return [...new Set(named.map((one) => (one === '' || isSame(one, DEFAULT) ? repository : one)))];
}

/** The step that opens a release; its task may be named with publisher and extension. */
const TASK = /^ *task: *['"]?(?:[\w-]+\.)*StageRelease@/m;
const ACTION = /^ *action: *['"]?open['"]? *$/m;
const DEFAULT = '$(Build.Repository.Name)';
const unquote = (text: string): string => /^(['"])(.*)\1$/.exec(text)?.[2] ?? text;
const isSame = (one: string, other: string): boolean => one.toLowerCase() === other.toLowerCase();

/** A run that does not tell its component may be of any. */
function isOfComponent({ parameters }: QueuedRun, component: string): boolean {
  const given = parameters['component'];
  return typeof given !== 'string' || given.startsWith('$') || isSame(given, component);
}
