import type { ReleaseFacts } from './release-facts.ts';
import { renderMarkdownNotes } from './markdown-notes.ts';
import { renderPlainNotes } from './plain-notes.ts';
import { renderShortNotes } from './short-notes.ts';

/** `markdown`: all of it. `slack`: short Markdown. `jira`: plain text for the description of a version. */
export type NotesForm = 'markdown' | 'slack' | 'jira';

/**
 * The notes of a release; byte for byte the same for the same input. `slack` is at most 2,500 UTF-16 units, `jira` at
 * most 16,384 bytes; both end with how much they leave out. Text from outside is escaped and mentions nobody.
 */
export function renderNotes(release: ReleaseFacts, form: NotesForm): string {
  switch (form) {
    case 'markdown':
      return renderMarkdownNotes(release);
    case 'slack':
      return renderShortNotes(release);
    case 'jira':
      return renderPlainNotes(release);
  }
}
