import type { Thread } from '../../pull-request.ts';
import { escapeLine } from '../../review/markdown.ts';
import type { ReleasePullRequest } from '../ports.ts';

/** Thread property; its value says which thread it is. */
const THREAD = 'slipway.release';
const MAX_REASON = 400;

interface Wanted {
  readonly overflow: readonly string[];
  readonly notReady: readonly string[];
}

type Writer = Pick<ReleasePullRequest, 'createThread' | 'deleteComment' | 'editComment' | 'setThreadStatus'>;

/** Keeps our threads: the rest of the notes, and what people still have to do. True when it wrote. */
export async function keepThreads(
  pullRequest: Writer,
  threads: readonly Thread[],
  { overflow, notReady }: Wanted,
): Promise<boolean> {
  const find = (name: string) =>
    threads.find(({ isOwn, isDeleted, properties }) => isOwn && !isDeleted && properties[THREAD] === name);
  let wrote = false;
  for (const [at, content] of overflow.entries()) {
    const name = `notes-${at + 1}`;
    wrote = (await keepThread(pullRequest, find(name), { name, content, status: 'closed' })) || wrote;
  }
  for (const thread of threads.filter((one) => isLeftOver(one, overflow.length))) {
    for (const { id } of thread.comments.slice(0, 1)) await pullRequest.deleteComment(thread.id, id);
    wrote = true;
  }
  const checklist = find('checklist');
  // One that never had anything to say is not begun.
  if (checklist === undefined && notReady.length === 0) return wrote;
  return (await keepThread(pullRequest, checklist, renderChecklist(notReady))) || wrote;
}

/** A part of notes that were longer before; what people answered to it stays. */
const isLeftOver = ({ isOwn, isDeleted, properties, comments }: Thread, parts: number): boolean =>
  isOwn &&
  !isDeleted &&
  comments[0]?.isDeleted === false &&
  Number(/^notes-(\d+)$/.exec(properties[THREAD] ?? '')?.[1] ?? 0) > parts;

/** Tells people one thing, once: `name` says which. True when it wrote. */
export async function keepWord(
  pullRequest: Writer & Pick<ReleasePullRequest, 'listThreads'>,
  word: { readonly name: string; readonly content: string },
): Promise<boolean> {
  const threads = await pullRequest.listThreads();
  if (threads.some(({ isOwn, properties }) => isOwn && properties[THREAD] === word.name)) return false;
  return keepThread(pullRequest, undefined, { ...word, status: 'closed' });
}

interface WantedThread {
  readonly name: string;
  readonly content: string;
  readonly status: 'active' | 'closed';
}

const renderChecklist = (notReady: readonly string[]): WantedThread =>
  notReady.length === 0
    ? { name: 'checklist', content: '**Nothing is left to do before this release goes on.**', status: 'closed' }
    : {
        name: 'checklist',
        content: [
          '**Before this release can go on**',
          '',
          ...notReady.map((reason) => `- [ ] ${escapeLine(reason, MAX_REASON)}`),
        ].join('\n'),
        status: 'active',
      };

async function keepThread(
  pullRequest: Writer,
  thread: Thread | undefined,
  { name, content, status }: WantedThread,
): Promise<boolean> {
  if (thread === undefined) {
    await pullRequest.createThread({ content, status, properties: { [THREAD]: name } });
    return true;
  }
  const [comment] = thread.comments;
  const edited = comment !== undefined && !comment.isDeleted && comment.content !== content;
  if (edited) await pullRequest.editComment(thread.id, comment.id, content);
  if (thread.status !== status) await pullRequest.setThreadStatus(thread.id, status);
  return edited || thread.status !== status;
}
