import { stripInvisible } from '../../neutralise.ts';

const FENCE = /^ {0,3}(`{3,}|~{3,})/;
/** Nothing that is looked for in a line stands further right. */
const MAX_LINE = 2_000;

/** Lines of a message, each cut, without what cannot be seen; code blocks, which quote other messages, are left empty. */
export function messageLines(text: string): readonly string[] {
  let fence: string | undefined;
  return stripInvisible(text)
    .split('\n')
    .map((whole) => {
      const line = whole.slice(0, MAX_LINE).trimEnd();
      const mark = FENCE.exec(line)?.[1];
      if (fence === undefined) {
        fence = mark;
        return mark === undefined ? line : '';
      }
      if (mark?.startsWith(fence)) fence = undefined;
      return '';
    });
}
