import type { ReleasePullRequest } from '../ports.ts';

/** The pull request for a dry run: it is read, and what is written to it goes nowhere. */
export const foretold = (pullRequest: ReleasePullRequest): ReleasePullRequest => ({
  ...pullRequest,
  createThread: ({ content, status, properties }) =>
    Promise.resolve({
      id: 0,
      status,
      properties,
      path: undefined,
      isOwn: true,
      isDeleted: false,
      comments: [{ id: 1, content, isDeleted: false }],
    }),
  setThreadStatus: nothing,
  editComment: nothing,
  deleteComment: nothing,
  writeProperty: nothing,
  writeText: nothing,
  addLabel: nothing,
  abandon: nothing,
  linkWorkItems: nothing,
  // Whether it would be posted anew goes with the branch, of which the plan tells.
  vouch: () => Promise.resolve(false),
});

const nothing = (): Promise<void> => Promise.resolve();
