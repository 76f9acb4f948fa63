import { presentIdentityOf } from '../present/identity.ts';
import { organisationUrl } from '../present/repository.ts';
import type { WorkItemCommentDocument } from './documents.ts';
import { findField } from './fields.ts';
import type { WorkItemPlace } from './place.ts';

export interface Expansion {
  readonly relations: boolean;
  readonly links: boolean;
  /** Reference names; all when undefined. */
  readonly fields?: ReadonlySet<string>;
}

export const workItemUrl = ({ world, organisation, project, item }: WorkItemPlace) =>
  `${organisationUrl(world, organisation)}/${project.id}/_apis/wit/workItems/${item.id}`;

const workItemWebUrl = ({ world, organisation, project, item }: WorkItemPlace) =>
  `${organisationUrl(world, organisation)}/${project.id}/_workitems/edit/${item.id}`;

/** All fields by reference name, those too that follow from the document. */
export function fieldsOf(place: WorkItemPlace): Readonly<Record<string, unknown>> {
  const { world, organisation, project, item } = place;
  const identity = (id: string) => presentIdentityOf(world, organisation, id);
  const kept = Object.entries(item.fields).map(([name, value]) => [
    name,
    findField(name)?.kind === 'identity' ? identity(String(value)) : value,
  ]);
  const computed = {
    'System.AreaPath': project.name,
    'System.IterationPath': project.name,
    'System.TeamProject': project.name,
    'System.WorkItemType': item.type,
    'System.CreatedDate': item.createdDate,
    'System.CreatedBy': identity(item.createdById),
    'System.ChangedDate': item.changedDate,
    'System.ChangedBy': identity(item.changedById),
    'System.CommentCount': item.comments.length,
  };
  return { ...computed, ...(Object.fromEntries(kept) as Record<string, unknown>) };
}

/** What `fields` can name beside what is always shown. */
const idFields = ({ item }: WorkItemPlace) => ({ 'System.Id': item.id, 'System.Rev': item.rev });

/** WorkItem. */
export function presentWorkItem(place: WorkItemPlace, { relations, links, fields }: Expansion) {
  const { item } = place;
  const all = fieldsOf(place);
  const shown = fields
    ? Object.fromEntries(Object.entries({ ...idFields(place), ...all }).filter(([name]) => fields.has(name)))
    : all;
  const url = workItemUrl(place);
  return {
    id: item.id,
    rev: item.rev,
    fields: shown,
    ...(relations && item.relations.length > 0 ? { relations: item.relations } : {}),
    ...(links
      ? {
          _links: {
            self: { href: url },
            html: { href: workItemWebUrl(place) },
            workItemComments: { href: `${url}/comments` },
          },
        }
      : {}),
    url,
  };
}

/** Comment. */
export function presentComment(place: WorkItemPlace, comment: WorkItemCommentDocument) {
  const { world, organisation, item } = place;
  return {
    workItemId: item.id,
    id: comment.id,
    version: comment.version,
    text: comment.text,
    createdBy: presentIdentityOf(world, organisation, comment.createdById),
    createdDate: comment.createdDate,
    modifiedBy: presentIdentityOf(world, organisation, comment.modifiedById),
    modifiedDate: comment.modifiedDate,
    format: 'html',
    url: `${workItemUrl(place)}/comments/${comment.id}`,
  };
}
