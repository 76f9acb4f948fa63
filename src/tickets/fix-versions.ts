import type { ProjectVersion, Ticket, VersionKeeper } from './ports.ts';
import { sameLetters } from './status-target.ts';

export interface VersionSettings {
  readonly name: string;
  /** Released when all tickets have gone through. */
  readonly release: boolean;
}

/** What the fix version means for one project. */
export interface VersionPlan {
  readonly project: string;
  /** Undefined: it is created first. */
  readonly existing: ProjectVersion | undefined;
  /** Keys of the tickets that do not have it yet. */
  readonly add: readonly string[];
  readonly release: boolean;
}

/** Versions belong to one project each: a plan for each project of the tickets. */
export function planVersions(
  tickets: readonly Ticket[],
  existing: ReadonlyMap<string, ProjectVersion | undefined>,
  { name, release }: VersionSettings,
): readonly VersionPlan[] {
  return [...existing].map(([project, version]) => {
    const isUsable = version?.archived !== true;
    const missing = tickets.filter(
      (ticket) =>
        ticket.project === project && !ticket.fixVersions.some((one) => sameLetters(one) === sameLetters(name)),
    );
    return {
      project,
      existing: version,
      add: isUsable ? missing.map(({ key }) => key) : [],
      release: release && isUsable && version?.released !== true,
    };
  });
}

/** The version of each project, read. */
export async function readVersions(
  keeper: VersionKeeper,
  tickets: readonly Ticket[],
  name: string,
): Promise<ReadonlyMap<string, ProjectVersion | undefined>> {
  const found = new Map<string, ProjectVersion | undefined>();
  for (const { project } of tickets) {
    if (!found.has(project)) found.set(project, await keeper.findVersion(project, name));
  }
  return found;
}

/** What a person should know of a version that was there before; undefined when it is as one expects. */
export function warnOfVersion({ project, existing, add }: VersionPlan, name: string): string | undefined {
  if (existing?.archived)
    return `The version ${name} of ${project} is archived: no ticket gets it. Restore it in Jira.`;
  if (existing?.released && add.length > 0) {
    return `The version ${name} of ${project} is released already, and gets ${add.join(', ')} now.`;
  }
  return undefined;
}

export const describeVersion = ({ project, existing, add, release }: VersionPlan, name: string): readonly string[] => [
  ...(existing === undefined && add.length > 0 ? [`version ${name} of ${project}: create`] : []),
  ...(add.length > 0 ? [`version ${name} of ${project}: add to ${add.join(', ')}`] : []),
  ...(release ? [`version ${name} of ${project}: release`] : []),
];
