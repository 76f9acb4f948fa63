import { SlipwayError } from '../../errors.ts';

const FORBIDDEN = /[\u0000-\u0020\u007f~^:?*[\\]|\.\.|\/\/|@\{/;
/** Names are files at some servers. */
const MAX_LENGTH = 200;

/** The full name, refs/heads/..., of a branch whose name keeps git's rules. Throws GIT_BRANCH_NAME_INVALID. */
export function branchRef(name: string): string {
  const parts = name.split('/');
  const good =
    name.length <= MAX_LENGTH &&
    !FORBIDDEN.test(name) &&
    !/^[-@]$|^-|\.$/.test(name) &&
    parts.every((part) => part !== '' && !part.startsWith('.') && !part.endsWith('.lock'));
  if (good) return `refs/heads/${name}`;
  throw new SlipwayError(`"${name.slice(0, MAX_LENGTH)}" cannot be the name of a branch.`, {
    kind: 'input',
    code: 'GIT_BRANCH_NAME_INVALID',
    hint: 'Write it without refs/heads/, spaces, "..", "~", "^", ":", "?", "*", "[", "\\" and "@{"; no part begins with a dot or ends with .lock.',
  });
}
