import { randomBytes } from 'node:crypto';
import { createIdentity } from '../../azure-devops/identities.ts';
import type { LiveRun } from './live-run.ts';

/** A token of the build service for one job of a run; whoever asks for it deletes it. */
export function issueJobToken({ world, organisation, project, pipeline, build }: LiveRun): string {
  const { name } = organisation.document;
  const displayName = `${project.name} Build Service (${name})`;
  const identity = createIdentity(world.store, organisation, { displayName, kind: 'buildService' });
  const token = randomBytes(26).toString('hex');
  world.store.saveToken({
    token,
    organisation: name,
    identityId: identity.id,
    permissions: pipeline.yaml?.permissions ?? [],
    runId: String(build.id),
  });
  return token;
}
