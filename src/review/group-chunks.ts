import type { Chunk } from './render-diff.ts';
import { chunkSize } from './render-diff.ts';

/** What one conversation looks at. */
export type Group = readonly Chunk[];

/** Characters of diff in one group: about 20,000 tokens. More context makes models worse, and dearer. */
export const GROUP_SIZE = 60_000;

const RISKS: readonly RegExp[] = [
  /\.(md|mdx|rst|txt|adoc|svg|csv|tsv|po|pot|snap)$/i,
  /(^|\/)(tests?|__tests__|spec|specs|fixtures|testdata|examples?|docs?)\/|[._-](test|spec)\.[a-z]+$/i,
  /\.(json|ya?ml|toml|ini|cfg|conf|xml|properties|lock|html?|s?css|less)$/i,
];

/** 0 is looked at first: what runs in production, then configuration, tests, prose. */
function riskRank(path: string): number {
  const found = RISKS.findIndex((pattern) => pattern.test(path));
  return found < 0 ? 0 : RISKS.length - found;
}

/**
 * Puts chunks into groups of at most GROUP_SIZE characters: the riskiest files first, files of one folder together, so
 * that what a budget leaves out is what matters least.
 */
export function groupChunks(chunks: readonly Chunk[], limit = GROUP_SIZE): Group[] {
  const order = (chunk: Chunk) => `${riskRank(chunk.file.path)} ${chunk.file.path}`;
  const sorted = chunks
    .map((chunk, index) => ({ chunk, index, key: order(chunk) }))
    .sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : a.index - b.index));
  const groups: Chunk[][] = [];
  let size = Number.POSITIVE_INFINITY;
  for (const { chunk } of sorted) {
    const added = chunkSize(chunk) + chunk.file.path.length + 20;
    if (size + added > limit) {
      groups.push([]);
      size = 0;
    }
    groups.at(-1)?.push(chunk);
    size += added;
  }
  return groups;
}

/** Two halves of a group that was too long for the model; undefined when it cannot be split. */
export function splitGroup(group: Group): readonly [Group, Group] | undefined {
  if (group.length > 1) {
    const middle = Math.ceil(group.length / 2);
    return [group.slice(0, middle), group.slice(middle)];
  }
  const [chunk] = group;
  if (!chunk || chunk.lines.length < 2) return undefined;
  const middle = Math.ceil(chunk.lines.length / 2);
  return [[{ ...chunk, lines: chunk.lines.slice(0, middle) }], [{ ...chunk, lines: chunk.lines.slice(middle) }]];
}
