import type { Project } from '../documents.ts';
import { recordId } from '../pipelines/record-id.ts';

/** The id of the root area of a project, which security tokens of work items name. */
export const areaNodeId = ({ id }: Project): string => recordId(id, 'area');
