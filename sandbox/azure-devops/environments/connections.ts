import { randomUUID } from 'node:crypto';
import type { ProjectPlace } from '../pipelines/place.ts';
import type { ConnectionDocument } from './documents.ts';

const same = (one: string, other: string) => one.toLowerCase() === other.toLowerCase();

/** A service connection of the project by id or name. */
export const findConnection = ({ organisation, project }: ProjectPlace, idOrName: string) =>
  organisation.connections.all.find(
    ({ projectId, guid, name }) => projectId === project.id && (same(guid, idOrName) || same(name, idOrName)),
  );

export interface NewConnection {
  readonly name: string;
  readonly url: string;
  readonly createdById: string;
  /** `generic` when left out. */
  readonly type?: string;
  readonly username?: string;
  readonly password?: string;
}

/** Creates a service connection; the one of that name gets the new settings. */
export function createConnection(place: ProjectPlace, wanted: NewConnection): ConnectionDocument {
  const { connections } = place.organisation;
  const known = findConnection(place, wanted.name);
  const connection: ConnectionDocument = {
    type: 'generic',
    ...wanted,
    id: known?.id ?? connections.nextId,
    guid: known?.guid ?? randomUUID(),
    projectId: place.project.id,
  };
  connections.save(connection);
  return connection;
}
