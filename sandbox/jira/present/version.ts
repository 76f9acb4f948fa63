import type { Project, Version } from '../documents.ts';
import { restUrl, type World } from '../world.ts';

/** A version as it is answered; days are in UTC. */
export function presentVersion(world: World, project: Project, version: Version) {
  const { id, name, description, archived, released, startDate, releaseDate } = version;
  const today = world.clock.now().toISOString().slice(0, 10);
  return {
    self: restUrl(world, `version/${id}`),
    id,
    ...(description === undefined ? {} : { description }),
    name,
    archived,
    released,
    ...(startDate === undefined ? {} : { startDate, userStartDate: dayForPeople(startDate) }),
    ...(releaseDate === undefined ? {} : { releaseDate, userReleaseDate: dayForPeople(releaseDate) }),
    ...(releaseDate !== undefined && !released ? { overdue: releaseDate < today } : {}),
    projectId: Number(project.id),
  };
}

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

function dayForPeople(date: string): string {
  const [year = '', month = '', day = ''] = date.split('-');
  return `${day}/${MONTHS[Number(month) - 1] ?? ''}/${year.slice(2)}`;
}

/** A version where an issue refers to it. */
export function presentVersionOfIssue(
  world: World,
  { id, name, description, archived, released, releaseDate }: Version,
) {
  return {
    self: restUrl(world, `version/${id}`),
    id,
    ...(description === undefined ? {} : { description }),
    name,
    archived,
    released,
    ...(releaseDate === undefined ? {} : { releaseDate }),
  };
}
