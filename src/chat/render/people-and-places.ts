import type { PullRequestFacts, RunFacts } from './facts.ts';
import { escapeLine, link } from './mrkdwn.ts';

export const count = (number: number, noun: string): string => `${number} ${noun}${number === 1 ? '' : 's'}`;

export const runLink = (run: RunFacts | undefined): string | undefined =>
  run === undefined ? undefined : link(run.url, `Run ${run.number}`, 100);

/** `Pull request 42 in billing-api by Mara Novak` */
export function pullRequestLink(pullRequest: PullRequestFacts | undefined, noun = 'Pull request'): string | undefined {
  if (pullRequest === undefined) return undefined;
  const { id, url, author, repository } = pullRequest;
  const place = repository === undefined ? '' : ` in ${escapeLine(repository, 100)}`;
  const person = author === undefined ? '' : ` by ${escapeLine(author, 100)}`;
  return `${link(url, `${noun} ${id}`)}${place}${person}`;
}
