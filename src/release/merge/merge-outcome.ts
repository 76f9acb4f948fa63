import type { Outcome } from '../../outcome.ts';
import { short, type MergePlan } from './plan-merge.ts';
import type { MergeRequest } from './ports.ts';

/** The outputs while there is no result. */
export const NO_MERGE: Readonly<Record<string, string>> = { mergeCommit: '', outcome: '' };

/** How it ended: what the last plan found, or that auto-complete is set. */
export type MergeEnd =
  | Extract<MergePlan, { readonly kind: 'merged' | 'moved' | 'conflicts' | 'blocked' }>
  | { readonly kind: 'autoCompleteSet'; readonly waitsFor: readonly string[]; readonly warnings: readonly string[] };

/** What would be written, in one line, or that nothing would be. */
export function describeMergePlan(plan: MergePlan): string {
  switch (plan.kind) {
    case 'complete':
      return `- complete at ${short(plan.completion.commit)} by ${plan.completion.strategy}${branchFate(plan.completion)}`;
    case 'setAutoComplete':
      return `- set auto-complete by ${plan.completion.strategy}${branchFate(plan.completion)}; it waits for ${plan.waitsFor.join('; ')}`;
    case 'keepAutoComplete':
      return '- nothing to write: auto-complete is set already';
    case 'merged':
    case 'moved':
    case 'conflicts':
    case 'blocked':
      return `- ${'takeBack' in plan ? 'take auto-complete back' : 'nothing to write'}: ${describeEnd(plan)}`;
  }
}

const branchFate = ({ deleteSourceBranch }: { readonly deleteSourceBranch: boolean }): string =>
  deleteSourceBranch ? ', delete the source branch' : '';

/** How it ended, as half a sentence after "it". */
function describeEnd(end: MergeEnd): string {
  switch (end.kind) {
    case 'merged':
      return end.mergeCommit === '' ? 'it is merged' : `it is merged as ${short(end.mergeCommit)}`;
    case 'moved':
      return end.because;
    case 'conflicts':
      return 'it conflicts with its target branch';
    case 'blocked':
      return end.because.join('; ');
    case 'autoCompleteSet':
      return `it will be merged when its policies pass. It waits for ${end.waitsFor.join('; ')}`;
  }
}

interface Ended {
  readonly request: MergeRequest;
  readonly end: MergeEnd;
}

/** A closed gate is red: a later stage must not go on as if it were merged. */
export function renderMerge({ request, end }: Ended): Outcome {
  const { id, title, webUrl, repositoryName } = request;
  const mergeCommit = end.kind === 'merged' ? end.mergeCommit : '';
  return {
    kind: kindOf(end),
    summary: `Pull request ${id}${headline(end)}: ${describeEnd(end)}.`,
    outputs: { mergeCommit, outcome: end.kind },
    result: {
      schema: 1,
      pullRequest: { id, title, url: webUrl, repository: repositoryName },
      mergeCommit: mergeCommit === '' ? null : mergeCommit,
      merge: end,
    },
  };
}

function headline(end: MergeEnd): string {
  switch (end.kind) {
    case 'merged':
    case 'autoCompleteSet':
      return '';
    case 'moved':
      return ' is not merged as approved';
    case 'conflicts':
    case 'blocked':
      return ' is not merged';
  }
}

function kindOf(end: MergeEnd): Outcome['kind'] {
  switch (end.kind) {
    case 'merged':
      return 'succeeded';
    case 'autoCompleteSet':
      return end.warnings.length === 0 ? 'succeeded' : 'warned';
    case 'moved':
    case 'conflicts':
    case 'blocked':
      return 'blocked';
  }
}
