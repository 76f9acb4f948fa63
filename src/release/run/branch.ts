/** What git allows in no ref, nor at its ends. */
const FORBIDDEN = /[\p{Cc} ~^:?*[\\]|\.\.|@\{|\/\/|\/\.|^[./-]|[./]$|\.lock(\/|$)/u;

/** True for a name that a branch, or a full ref, can have. */
export const isBranchName = (name: string): boolean => name !== '' && name !== '@' && !FORBIDDEN.test(name);

/** The full name: refs/... stays, everything else is a branch. */
export const toRef = (name: string): string => (name.startsWith('refs/') ? name : `refs/heads/${name}`);
