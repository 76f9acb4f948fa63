import { SlipwayError } from '../errors.ts';
import type { MessageFacts, PipelineFacts, ReleaseFacts, ReleaseState, RunFacts } from './render/facts.ts';
import { findRelease, findReview, type Result } from './run-results.ts';
import type { RunProgress } from './run-progress.ts';

export type Template = 'auto' | 'review' | 'release' | 'pipeline' | 'text';

/** What a run tells about itself. */
export interface RunStory {
  readonly run: RunFacts;
  readonly pipeline: Omit<PipelineFacts, 'kind' | 'run' | 'state' | 'stages' | 'failure' | 'tickets'>;
  /** Undefined when the run's stages could not be read. */
  readonly progress: RunProgress | undefined;
  /** Of its tasks so far, the oldest first. */
  readonly results: readonly Result[];
}

/**
 * What the message is made of. `auto` shows the release that the run is about, else its review, else the text, else how the
 * run itself stands. Throws SLACK_NOTHING_TO_SHOW for a template whose task has not run.
 */
export function chooseFacts(template: Template, text: string | undefined, story: RunStory): MessageFacts {
  switch (template) {
    case 'auto':
      return releaseOf(story) ?? reviewOf(story) ?? (text === undefined ? pipelineOf(story) : textOf(text, story));
    case 'review':
      return reviewOf(story) ?? missing('review', 'AIReview');
    case 'release':
      return releaseOf(story) ?? missing('release', 'StageRelease');
    case 'pipeline':
      return pipelineOf(story);
    case 'text':
      return textOf(text ?? '', story);
  }
}

function reviewOf({ results, run }: RunStory): MessageFacts | undefined {
  const review = findReview(results);
  return review && { ...review, run };
}

const textOf = (text: string, { run }: RunStory): MessageFacts => ({ kind: 'text', text, run });

function releaseOf({ results, run, progress }: RunStory): MessageFacts | undefined {
  const release = findRelease(results);
  if (release === undefined) return undefined;
  const { stages, failure } = progress ?? { stages: undefined, failure: undefined };
  return { ...release, state: releaseState(release, progress), stages, failure, run };
}

const TROUBLES = ['failed', 'rejected', 'timedOut', 'cancelled', 'waiting'] as const;

/** What is out stays out, whatever the run does afterwards; else the run's trouble is the release's. */
function releaseState({ state }: ReleaseFacts, progress: RunProgress | undefined): ReleaseState {
  if (state === 'released' || state === 'rolledBack') return state;
  return TROUBLES.find((trouble) => trouble === progress?.state) ?? state;
}

function pipelineOf({ run, pipeline, progress }: RunStory): MessageFacts {
  const { state, stages, failure } = progress ?? { state: 'running', stages: undefined, failure: undefined };
  return { kind: 'pipeline', ...pipeline, run, state, stages, failure };
}

function missing(template: string, task: string): never {
  throw new SlipwayError(`There is nothing to show with the template ${template}: no result of ${task} in this run.`, {
    kind: 'input',
    code: 'SLACK_NOTHING_TO_SHOW',
    hint: `Run ${task} before this step, also in another job or stage, or leave "template" at auto.`,
  });
}
