/** A whole id: a short one may come to name another commit tomorrow. */
export const isCommitId = (text: string): boolean => /^[0-9a-f]{40}$/i.test(text);
