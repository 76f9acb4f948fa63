import type { Comment, Issue } from '../documents.ts';
import { restUrl, type World } from '../world.ts';
import { presentTime } from './time.ts';
import { presentUserId } from './user.ts';

export function presentComment(world: World, issue: Issue, comment: Comment, withProperties = false) {
  const { id, authorId, updateAuthorId, body, created, updated, visibility, properties } = comment;
  const listed = Object.entries(properties).map(([key, value]) => ({ key, value }));
  return {
    self: restUrl(world, `issue/${issue.id}/comment/${id}`),
    id,
    author: presentUserId(world, authorId),
    body,
    updateAuthor: presentUserId(world, updateAuthorId),
    created: presentTime(created),
    updated: presentTime(updated),
    ...(visibility === undefined ? {} : { visibility }),
    ...(world.deployment === 'cloud' ? { jsdPublic: true } : {}),
    ...(withProperties ? { properties: listed } : {}),
  };
}
