/**
 * A unified diff in the form that other reviewers give to models: for each hunk a block with the new lines, numbered, and
 * a block with the old ones; what did not change stands in both.
 */
export function renderTwoBlocks(diff: string): string {
  return diff
    .split(/^(?=diff --git )/m)
    .filter((file) => file.includes('\n@@ '))
    .map((file) => {
      const path = /^\+\+\+ b\/(.*)$/m.exec(file)?.[1] ?? /^--- a\/(.*)$/m.exec(file)?.[1] ?? '';
      const hunks = file.split(/^(?=@@ )/m).slice(1);
      return `## File: '${path}'\n\n${hunks.map(renderHunk).join('\n')}`;
    })
    .join('\n');
}

function renderHunk(hunk: string): string {
  const [header = '', ...rest] = hunk.replace(/\n$/, '').split('\n');
  const lines = rest.filter((line) => !line.startsWith('\\'));
  let number = Number(/\+(\d+)/.exec(header)?.[1] ?? 1) - 1;
  const added = lines.filter((line) => !line.startsWith('-')).map((line) => `${(number += 1)} ${line}`);
  const blocks = [header, '__new hunk__', ...added];
  if (!lines.some((line) => line.startsWith('-'))) return blocks.join('\n');
  return [...blocks, '__old hunk__', ...lines.filter((line) => !line.startsWith('+'))].join('\n');
}
