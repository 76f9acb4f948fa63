import type { Issue, IssueType, Option, Project, Status } from '../documents.ts';
import { RESOLUTIONS, PRIORITIES, type Named } from '../fields/system-fields.ts';
import { restUrl, type World } from '../world.ts';

export const presentNamed = (world: World, kind: string, { id, name }: Named) => ({
  self: restUrl(world, `${kind}/${id}`),
  id,
  name,
});

export const presentOption = (world: World, { id, value }: Option) => ({
  self: restUrl(world, `customFieldOption/${id}`),
  value,
  id,
});

const scopeOf = (world: World, { id, style }: Project) =>
  world.deployment === 'cloud' && style === 'team' ? { scope: { type: 'PROJECT', project: { id } } } : {};

export function presentType(world: World, project: Project, { id, name, subtask }: IssueType) {
  return {
    self: restUrl(world, `issuetype/${id}`),
    id,
    description: '',
    iconUrl: '',
    name,
    subtask,
    ...(world.deployment === 'cloud' ? { hierarchyLevel: levelOf(name, subtask) } : {}),
    ...scopeOf(world, project),
  };
}

function levelOf(name: string, subtask: boolean): number {
  if (subtask) return -1;
  return name === 'Epic' ? 1 : 0;
}

const CATEGORIES = {
  new: { id: 2, colorName: 'blue-gray', name: 'To Do' },
  indeterminate: { id: 4, colorName: 'yellow', name: 'In Progress' },
  done: { id: 3, colorName: 'green', name: 'Done' },
} as const;

export const categoryName = ({ category }: Status): string => CATEGORIES[category].name;

export const categoryId = ({ category }: Status): number => CATEGORIES[category].id;

export function presentStatus(world: World, project: Project, { id, name, category }: Status) {
  const { id: number, colorName, name: words } = CATEGORIES[category];
  return {
    self: restUrl(world, `status/${id}`),
    description: '',
    iconUrl: restUrl(world, '').replace(/rest\/api\/\d\/$/, ''),
    name,
    id,
    statusCategory: {
      self: restUrl(world, `statuscategory/${number}`),
      id: number,
      key: category,
      colorName,
      name: words,
    },
    ...scopeOf(world, project),
  };
}

const named = (all: readonly Named[], id: unknown) => all.find((one) => one.id === id);

export function presentPriority(world: World, id: unknown) {
  const found = named(PRIORITIES, id);
  return found ? { ...presentNamed(world, 'priority', found), iconUrl: '' } : null;
}

export function presentResolution(world: World, id: unknown) {
  const found = named(RESOLUTIONS, id);
  return found ? { ...presentNamed(world, 'resolution', found), description: '' } : null;
}

/** An issue where another one refers to it. */
export function presentReference(world: World, { id, key, fields }: Issue) {
  return { id, key, self: restUrl(world, `issue/${id}`), fields: { summary: fields['summary'] } };
}
