import type { Rendered } from '../blocks.ts';
import { shortLine } from './clean-text.ts';
import type { PipelineFacts, RunState } from './facts.ts';
import { failureLines } from './failure-lines.ts';
import { contextLine, fitMessage, header } from './fit.ts';
import { describeDuration } from './moment.ts';
import { codeSpan, escapeLine } from './mrkdwn.ts';
import { pullRequestLink, runLink } from './people-and-places.ts';
import { allStages, stageLine } from './stage-line.ts';
import { ticketKeys } from './ticket-lines.ts';

const SHORTEST_COMMIT = 8;

const STATES: Readonly<Record<RunState, string>> = {
  queued: 'is queued',
  running: 'is running',
  waiting: 'waits for approval',
  succeeded: 'succeeded',
  partiallySucceeded: 'succeeded with issues',
  failed: 'failed',
  rejected: 'was rejected',
  timedOut: 'was not let through in time',
  cancelled: 'was cancelled',
};

/** Where a run stands; of what failed, the first lines. */
export function renderPipeline(facts: PipelineFacts): Rendered {
  const { run, stages, failure, requester, durationSeconds } = facts;
  const name = shortLine(facts.pipeline, 90) || 'The pipeline';
  const where =
    failure === undefined
      ? ''
      : ` in ${failure.where
          .slice(0, 4)
          .map((part) => shortLine(part, 60))
          .join(' › ')}`;
  const all = allStages(stages);
  return fitMessage({
    text: `${name} ${shortLine(run.number, 60)} ${STATES[facts.state]}${where === ' in ' ? '' : where}.`,
    head: [
      header(`${name} ${STATES[facts.state]}`),
      ...contextLine([
        runLink(run),
        pullRequestLink(facts.pullRequest),
        ticketKeys(facts.tickets),
        describeSource(facts),
        requester === undefined ? undefined : `for ${escapeLine(requester, 100)}`,
        durationSeconds === undefined ? undefined : describeDuration(durationSeconds),
      ]),
    ],
    body: [stageLine(stages), failureLines(failure)],
    thread: all.length === 0 ? [] : [{ title: `Stages of ${name}`, pieces: all }],
  });
}

function describeSource({ branch, commit }: PipelineFacts): string | undefined {
  const parts = [
    ...(branch === undefined ? [] : [codeSpan(branch.replace(/^refs\/heads\//, ''), 120)]),
    ...(commit === undefined ? [] : [codeSpan(commit.slice(0, SHORTEST_COMMIT))]),
  ];
  return parts.length === 0 ? undefined : parts.join(' at ');
}
