/** Keys of the projects of tickets, each once, the most frequent first; work items of Azure Boards have none. */
export function knownProjects(tickets: readonly string[]): readonly string[] {
  const counts = new Map<string, number>();
  for (const ticket of tickets) {
    const [, project] = /^([A-Z][A-Z0-9_]+)-\d+$/.exec(ticket) ?? [];
    if (project !== undefined) counts.set(project, (counts.get(project) ?? 0) + 1);
  }
  return [...counts].toSorted(([, one], [, other]) => other - one).map(([project]) => project);
}
