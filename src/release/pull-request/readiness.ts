import type { Thread } from '../../pull-request.ts';
import type { ReleasePullRequestState } from '../ports.ts';

export interface Readiness {
  readonly ready: boolean;
  /** What keeps the release from going on, each as a sentence. */
  readonly notReady: readonly string[];
}

/** A thread that begins so holds a release back until somebody resolves it. */
const BLOCKER = /^\s*(?:\*\*|__)?blocker(?:\*\*|__)?\s*:(?:\*\*|__)?\s*/i;
const MAX_REASON = 300;

/** What the release pull request and the people in it say. */
export function findReadiness(
  pullRequest: ReleasePullRequestState,
  threads: readonly Thread[],
  { target, mustMerge }: { readonly target: string; readonly mustMerge: boolean },
): Readiness {
  const notReady = [
    ...(mustMerge ? findObstacles(pullRequest, target) : []),
    ...threads.filter(({ status, isDeleted }) => status === 'active' && !isDeleted).flatMap(findBlocker),
  ];
  return { ready: notReady.length === 0, notReady };
}

function findObstacles(
  { id, status, isDraft, mergeStatus, targetRef }: ReleasePullRequestState,
  target: string,
): readonly string[] {
  const which = `Pull request ${id}`;
  if (status === 'completed') return [];
  if (status === 'abandoned') return [`${which} was abandoned.`];
  return [
    ...(isDraft ? [`${which} is a draft.`] : []),
    ...(mergeStatus === 'conflicts' ? [`${which} has conflicts with ${target}.`] : []),
    ...(targetRef === `refs/heads/${target}`
      ? []
      : [`${which} now goes into ${targetRef.replace('refs/heads/', '')}.`]),
  ];
}

function findBlocker({ comments }: Thread): readonly string[] {
  const text = comments.find(({ isDeleted }) => !isDeleted)?.content ?? '';
  if (!BLOCKER.test(text)) return [];
  const said = text.replace(BLOCKER, '').replaceAll(/\s+/g, ' ').trim();
  return [`Blocker: ${said === '' ? '(no reason given)' : said.slice(0, MAX_REASON)}`];
}
