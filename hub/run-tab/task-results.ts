import * as z from 'zod';
import type { Told } from '../parts/tone.ts';

/** What every task says of itself; results come from other versions too, so nothing else is relied on. */
export const TaskResult = z.object({
  task: z.string(),
  outcome: z.string().nullish(),
  summary: z.string().nullish(),
  finishedAt: z.string().nullish(),
  outputs: z.record(z.string(), z.string()).catch({}),
  error: z.object({ message: z.string(), hint: z.string().nullish() }).nullish().catch(undefined),
  pullRequest: z
    .object({ id: z.number(), title: z.string().nullish(), url: z.string().nullish() })
    .nullish()
    .catch(undefined),
  /** The whole of an audit; the hub has a page for it. */
  audit: z.looseObject({}).nullish().catch(undefined),
  document: z.object({ component: z.string(), version: z.string() }).nullish().catch(undefined),
});
export type TaskResult = z.infer<typeof TaskResult>;

/** How a task ended, in the words of the page of a run. */
export function tellOutcome(outcome: string | null | undefined): Told {
  switch (outcome) {
    case 'succeeded':
      return { tone: 'good', words: 'Succeeded' };
    case 'warned':
      return { tone: 'warning', words: 'Succeeded with issues' };
    case 'skipped':
      return { tone: 'quiet', words: 'Nothing to do' };
    case 'blocked':
      return { tone: 'bad', words: 'Not passed' };
    case 'failed':
      return { tone: 'bad', words: 'Failed' };
    case 'cancelled':
      return { tone: 'quiet', words: 'Cancelled' };
    default:
      return { tone: 'quiet', words: outcome ?? 'Ended' };
  }
}

/** `stageReleaseReady` as people read it. */
export const nameOutput = (name: string): string => {
  const words = name.replace(/([a-z])([A-Z])/g, '$1 $2').toLowerCase();
  return words.charAt(0).toUpperCase() + words.slice(1);
};

const AGENT_PATH = /^(?:[a-z]:)?[\\/].*[\\/]/i;

/** Outputs that say something; paths on the agent's disk say nothing to a person. */
export const tellingOutputs = ({ outputs }: Pick<TaskResult, 'outputs'>): readonly (readonly [string, string])[] =>
  Object.entries(outputs).filter(([name, value]) => value !== '' && !/file$/i.test(name) && !AGENT_PATH.test(value));
