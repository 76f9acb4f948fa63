import type { Comment, User } from './documents.ts';
import { JiraError } from './errors.ts';
import { findTextFault } from './fields/parse-value.ts';
import { textOf } from './adf/document-text.ts';
import { timeOf, type World } from './world.ts';

interface NewComment {
  readonly body: unknown;
  readonly by: User;
}

/** Throws 400 for a body that is empty, of the wrong format or too long. */
export function checkCommentBody(world: World, body: unknown): void {
  if (body === undefined || body === null || body === '') throw refuse('Comment body can not be empty!');
  const fault = findTextFault(world, body);
  if (fault) {
    const isFormat = /Atlassian Document|must be a string/.test(fault.message);
    throw refuse(isFormat ? 'Comment body is not valid!' : fault.message, fault.reason);
  }
  if (typeof body === 'string' && textOf(body).trim() === '') throw refuse('Comment body can not be empty!');
}

const refuse = (message: string, reason?: string) =>
  new JiraError(400, {
    messages: message === 'INVALID_INPUT' ? [message] : [],
    errors: message === 'INVALID_INPUT' ? {} : { comment: message },
    ...(reason === undefined ? {} : { reason }),
  });

/** A new comment; whoever calls this adds it. Throws 400 as checkCommentBody does. */
export function newComment(world: World, { body, by }: NewComment): Comment {
  checkCommentBody(world, body);
  const at = timeOf(world);
  const { accountId } = by;
  return {
    id: world.store.takeId(),
    authorId: accountId,
    updateAuthorId: accountId,
    created: at,
    updated: at,
    body,
    properties: {},
  };
}
