/** What git refuses in the name of a ref, and what a shell or a pipeline would trip over. */
const ILLEGAL = /[\s~^:?*[\]\\{}"'`$<>|;&!#%,()\x00-\x1f\x7f]|\.\.|\/\/|@\{|^[-./]|\/[-.]|[./]$|\.lock(?:\/|$)/;

/** Whether a tag may be called so. */
export const isTagName = (name: string): boolean => name !== '' && name !== '@' && !ILLEGAL.test(name);
