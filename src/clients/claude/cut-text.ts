/** Text of at most `maxBytes` of UTF-8; what was cut says so at its end. */
export function cutText(text: string, maxBytes: number): string {
  const bytes = Buffer.from(text);
  if (bytes.length <= maxBytes) return text;
  const note = `\n[cut: the result has ${bytes.length} bytes, at most ${maxBytes} are shown; ask for less]`;
  // Half a character at the cut becomes a replacement character, which goes as well.
  const kept = bytes
    .subarray(0, maxBytes - Buffer.byteLength(note))
    .toString()
    .replace(/\uFFFD$/, '');
  return kept + note;
}
