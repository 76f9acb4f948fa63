import type { ProjectVersion, VersionKeeper } from '../../tickets/ports.ts';
import { reconciled } from '../http/reconciled.ts';
import { allPages } from './all-pages.ts';
import { issueKey, numericId, projectKey } from './issue-key.ts';
import type { JiraApi } from './jira-api.ts';
import { JiraRefusal } from './refusal.ts';
import type { WireVersion } from './wire.ts';

/** What the field takes, in bytes of UTF-8. */
const MAX_DESCRIPTION = 16_384;

/** Fix versions of Jira. */
export function createVersionKeeper(api: JiraApi, pause: (ms: number) => Promise<void>): VersionKeeper {
  const findVersion = async (project: string, name: string): Promise<ProjectVersion | undefined> => {
    const key = projectKey(project);
    const all = await allPages('versions', (page) => api.listVersions(key, name.trim(), page));
    const found = all.find((version) => sameName(version.name, name));
    return found && present(found);
  };

  return {
    findVersion,
    createVersion: async (project, { name, description }) => {
      const key = projectKey(project);
      const write = async () => present(await api.createVersion(key, name, cutBytes(description)));
      try {
        return await reconciled({ write, find: () => findVersion(key, name), pause });
      } catch (error) {
        if (!(error instanceof JiraRefusal) || !error.fields.has('name')) throw error;
        // Taken meanwhile, perhaps by our own lost request. Other complaints about the name stay.
        const taken = await findVersion(key, name);
        if (taken === undefined) throw error;
        return taken;
      }
    },
    addFixVersion: async (key, version) => api.addFixVersion(issueKey(key), numericId(version.id)),
    releaseVersion: async (version, { date }) => api.releaseVersion(numericId(version.id), date),
  };
}

const present = ({ id, name, released, archived }: WireVersion): ProjectVersion => ({
  id,
  name,
  released: released ?? false,
  archived: archived ?? false,
});

const fold = (name: string): string => name.trim().normalize('NFC').toLowerCase();
const sameName = (a: string, b: string): boolean => fold(a) === fold(b);

/** Cut between characters. */
function cutBytes(text: string): string {
  const bytes = Buffer.from(text, 'utf8');
  if (bytes.length <= MAX_DESCRIPTION) return text;
  return bytes
    .subarray(0, MAX_DESCRIPTION - 3)
    .toString('utf8')
    .replace(/\ufffd+$/, '');
}
