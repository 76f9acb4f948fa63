import type { MergedChange } from '../changes/change.ts';
import { messageLines } from './message-lines.ts';
import { findSubject } from './parse-message.ts';

const SAID = /release[ -]note/i;
const NOTE = /^\s*(?:[-*]\s+)?(?:\*\*)?release[ -]notes?(?:\*\*)?:(?:\*\*)?\s*(\S.*)$/i;
const MERGE = /^\s*merge\b/i;
const NOTHING = /^(?:none|no|n\/a|nothing|-+|tbd|<.*>|…|\.{3})\.?$/i;

/**
 * What an entry of the notes is called: the line `Release note: ...` of the pull request's description or of the commit,
 * else the title of the pull request, else the subject without the prefix of a merge. A note of `none`, which templates
 * come with, is no note.
 */
export function entryTitle({ commit, pullRequest }: Pick<MergedChange, 'commit' | 'pullRequest'>): string {
  const note = [pullRequest?.description ?? '', commit.body]
    // Most say nothing of the kind, and a long history has many.
    .filter((text) => SAID.test(text))
    .flatMap(messageLines)
    .map((line) => NOTE.exec(line)?.[1]?.trim())
    .find((text) => text !== undefined && !NOTHING.test(text));
  if (note !== undefined) return note;
  const subject = pullRequest?.title ?? commit.subject;
  // Only a merge by hand has its title in the body.
  return findSubject(subject, MERGE.test(subject) ? commit.body : '') || commit.subject;
}
