/**
 * Text that wiki text shows as it is: no mark, macro, mention (`[~name]`), picture or heading. A backslash becomes its
 * character reference, because two of them are a line break.
 */
export const escapeWiki = (text: string): string =>
  text
    .replace(/&/g, '&amp;')
    .replace(/\\/g, '&#92;')
    .replace(/[{}[\]*_+^~|!?-]/g, String.raw`\$&`)
    .replace(/^(\s*)(h[1-6]|bq)\./gim, '$1$2&#46;')
    .replace(/^(\s*)#/gm, '$1&#35;');
