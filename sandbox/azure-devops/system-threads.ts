import type { Identity, PullRequestDocument } from './documents.ts';
import type { RepositoryPlace, World } from './world.ts';

interface SystemThread {
  readonly type: 'RefUpdate' | 'VoteUpdate' | 'StatusUpdate' | 'IsDraftUpdate';
  readonly author: Identity;
  readonly text: string;
}

/** The service's own remarks: threads without a status, whose only comment is of type system. */
export function addSystemThread(
  world: World,
  { organisation }: RepositoryPlace,
  pullRequest: PullRequestDocument,
  { type, author, text }: SystemThread,
): void {
  const now = world.clock.now().toISOString();
  pullRequest.threads.push({
    id: world.store.takeNumber(organisation, 'thread'),
    publishedDate: now,
    lastUpdatedDate: now,
    context: null,
    pullRequestContext: null,
    properties: { CodeReviewThreadType: type },
    comments: [
      {
        id: 1,
        parentCommentId: 0,
        authorId: author.id,
        commentType: 'system',
        content: text,
        publishedDate: now,
        lastUpdatedDate: now,
        isDeleted: false,
      },
    ],
  });
}
