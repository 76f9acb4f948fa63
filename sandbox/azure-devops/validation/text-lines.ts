/** Lines of a file as the service counts them: ended by LF or CRLF, by nothing else. */
export function splitLines(content: Buffer): readonly string[] {
  const text = new TextDecoder('utf-8').decode(content);
  const lines = text.split('\n').map((line) => (line.endsWith('\r') ? line.slice(0, -1) : line));
  if (lines.at(-1) === '') lines.pop();
  return lines;
}
