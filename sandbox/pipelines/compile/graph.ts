import { PipelineInvalid } from '../plan.ts';

/** Stages, or the jobs of one stage. */
interface GraphNode {
  readonly name: string;
  readonly dependsOn: readonly string[];
}

/**
 * Refuses what the service refuses, in its order and words: nothing to begin with, circles (each edge of one), unknown names.
 * `owner`: 'The pipeline' or 'Stage A'; `prefix`: 'Stage ' or 'Stage A job '.
 */
export function checkGraph(
  nodes: readonly GraphNode[],
  what: 'stage' | 'job',
  { owner, prefix }: { owner: string; prefix: string },
): void {
  if (nodes.length > 0 && nodes.every(({ dependsOn }) => dependsOn.length > 0))
    throw new PipelineInvalid(`${owner} must contain at least one ${what} with no dependencies.`);
  const byName = new Map(nodes.map((node) => [node.name.toLowerCase(), node]));
  const reached = new Map(nodes.map(({ name }) => [name.toLowerCase(), reachableFrom(name, byName)]));
  const edges = nodes.flatMap(({ name, dependsOn }) => dependsOn.map((other) => ({ name, other })));
  const circles = edges.filter(({ name, other }) => reached.get(other.toLowerCase())?.has(name.toLowerCase()) === true);
  const unknown = edges.filter(({ other }) => !byName.has(other.toLowerCase()));
  const sentences = [
    ...circles.map(
      ({ name, other }) =>
        `${prefix}${name} depends on ${what} ${other} which creates a cycle in the dependency graph.`,
    ),
    ...unknown.map(({ name, other }) => `${prefix}${name} depends on unknown ${what} ${other}.`),
  ];
  if (sentences.length > 0) throw new PipelineInvalid(sentences.join('\n'));
}

/** Itself and all it waits for, by name in lower case. */
function reachableFrom(name: string, byName: ReadonlyMap<string, GraphNode>): ReadonlySet<string> {
  const reached = new Set([name.toLowerCase()]);
  for (const one of reached)
    for (const other of byName.get(one)?.dependsOn ?? [])
      if (byName.has(other.toLowerCase())) reached.add(other.toLowerCase());
  return reached;
}
