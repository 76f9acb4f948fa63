/**
 * What stands after a key in a text of YAML, on lines of their own or in braces, without quotes and comments. Enough for
 * plain words; what is computed, or spread over lines, is not found.
 */
export function valuesOf(text: string, key: string): readonly string[] {
  const plain = text.replaceAll(/(?<=^|\s)#.*$/gm, '');
  const values = plain.matchAll(new RegExp(`(?<=^|[\\s{,])${key}:[ \\t]*("[^"\\n]*"|'[^'\\n]*'|[^,}\\n]*)`, 'gi'));
  return [...values].map(([, value = '']) => value.trim().replace(/^(['"])(.*)\1$/, '$2'));
}
