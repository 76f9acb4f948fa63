import * as z from 'zod';
import type { ModelTool } from '../model.ts';
import { ToolRefusal } from '../model.ts';
import { globTest } from './glob.ts';
import { maskSecrets } from './mask-secrets.ts';
import { renderPath } from './render-diff.ts';
import type { FileContent, GrepResult, SourceTree } from './source-tree.ts';

const MAX_LINES = 400;
const MAX_PATHS = 200;
const MAX_LINE = 500;

const ReadInput = z.strictObject({
  path: z.string().describe('Path from the root of the repository.'),
  startLine: z.nullable(z.int()).describe('First line, from 1; null for the beginning.'),
  endLine: z.nullable(z.int()).describe(`Last line; null for ${MAX_LINES} lines.`),
});

const GrepInput = z.strictObject({
  pattern: z.string().describe('A Perl-compatible regular expression, or plain text with fixed.'),
  fixed: z.boolean().describe('The pattern is plain text.'),
  ignoreCase: z.boolean(),
  glob: z.nullable(z.string()).describe('Only files that match, e.g. "src/**/*.ts"; null for all.'),
});

const GlobInput = z.strictObject({ pattern: z.string().describe('e.g. "src/**/*.test.ts"') });

/**
 * Read, Grep and Glob over one commit: the model sees the whole repository at the source commit and nothing else. What
 * they give is masked and says when something was left out.
 */
export function readTools(tree: SourceTree): readonly ModelTool[] {
  return [
    {
      name: 'Read',
      description: `Reads lines of a file at the pull request's source commit, at most ${MAX_LINES} at a time.`,
      input: ReadInput,
      run: (input: z.infer<typeof ReadInput>) => readFile(tree, input),
    },
    {
      name: 'Grep',
      description: 'Searches the text files of the repository at the source commit.',
      input: GrepInput,
      run: (input: z.infer<typeof GrepInput>) => grep(tree, input),
    },
    {
      name: 'Glob',
      description: 'Lists paths of the repository at the source commit that match a pattern (*, **, ?, [ab], {a,b}).',
      input: GlobInput,
      run: (input: z.infer<typeof GlobInput>) => listPaths(tree, input),
    },
  ];
}

async function readFile(tree: SourceTree, { path, startLine, endLine }: z.infer<typeof ReadInput>): Promise<string> {
  const content = await tree.read(path);
  if (content.kind !== 'text') throw new ToolRefusal(`${renderPath(path)} ${whyUnreadable(content)}`);
  const lines = maskSecrets(content.text.replace(/\n$/, '').split('\n'));
  const first = Math.max(1, startLine ?? 1);
  const last = Math.min(lines.length, endLine ?? first + MAX_LINES - 1, first + MAX_LINES - 1);
  if (first > lines.length) throw new ToolRefusal(`${renderPath(path)} has ${lines.length} lines.`);
  const shown = lines.slice(first - 1, last).map((line, index) => `${first + index} ${cut(line)}`);
  const rest = last < lines.length ? `\n(lines ${first} to ${last} of ${lines.length})` : '';
  return shown.join('\n') + rest;
}

const cut = (line: string): string => {
  const text = line.replace(/\r$/, '');
  return text.length > MAX_LINE ? `${text.slice(0, MAX_LINE)}… (${text.length - MAX_LINE} more characters)` : text;
};

function whyUnreadable(content: Exclude<FileContent, { kind: 'text' }>): string {
  switch (content.kind) {
    case 'missing':
      return 'does not exist at this commit. Use Glob to find paths.';
    case 'binary':
      return `is a binary file of ${content.size} bytes.`;
    case 'tooLarge':
      return `has ${content.size} bytes, which is too large to read. Use Grep.`;
    case 'link':
      return 'is a symbolic link, which is not followed.';
    case 'submodule':
      return 'is a submodule, which is not part of this repository.';
    case 'folder':
      return 'is a folder. Use Glob to list it.';
  }
}

async function grep(
  tree: SourceTree,
  { pattern, fixed, ignoreCase, glob }: z.infer<typeof GrepInput>,
): Promise<string> {
  const wanted = glob === null ? undefined : globTest(checked(glob));
  const entries = wanted && (await tree.list()).filter((entry) => wanted(entry.path));
  if (entries?.length === 0) return `No file matches ${renderPath(glob ?? '')}.`;
  const paths = entries?.map((entry) => entry.path);
  const result = await tree.grep({ pattern, fixed, ignoreCase, ...(paths ? { paths } : {}) });
  return renderGrep(result);
}

function renderGrep(result: GrepResult): string {
  if (result.kind === 'refused') throw new ToolRefusal(result.reason);
  const note = result.truncated === undefined ? '' : `\n(${result.truncated})`;
  if (result.matches.length === 0) return `No match.${note}`;
  const texts = maskSecrets(result.matches.map(({ text }) => text));
  return (
    result.matches.map(({ path, line }, index) => `${renderPath(path)}:${line}: ${texts[index] ?? ''}`).join('\n') +
    note
  );
}

async function listPaths(tree: SourceTree, { pattern }: z.infer<typeof GlobInput>): Promise<string> {
  const test = globTest(checked(pattern));
  const paths = (await tree.list()).map(({ path }) => path).filter(test);
  if (paths.length === 0) return 'No path matches.';
  const rest = paths.length > MAX_PATHS ? `\n(${paths.length - MAX_PATHS} more paths are not shown)` : '';
  return paths.slice(0, MAX_PATHS).map(renderPath).join('\n') + rest;
}

function checked(pattern: string): string {
  if (pattern.length > 200) throw new ToolRefusal('A pattern may have 200 characters at most.');
  return pattern;
}
