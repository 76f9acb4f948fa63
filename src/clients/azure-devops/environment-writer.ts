import { SlipwayError } from '../../errors.ts';
import type { Check, EnvironmentWriter, NewCheck } from '../../setup/environments/ports.ts';
import { reconciled } from '../http/reconciled.ts';
import { isNotFound } from './absent.ts';
import type { EnvironmentAccess } from './environment-access.ts';
import {
  deleteCheck,
  findEnvironment,
  permitPipelines,
  postCheck,
  postEnvironment,
  readChecks,
} from './environments.ts';

/** `isSame`: whether a check is the one that was to be made. */
export function createEnvironmentWriter(
  { client }: Pick<EnvironmentAccess, 'client'>,
  { isSame }: { readonly isSame: (check: Check, wanted: NewCheck) => boolean },
): EnvironmentWriter {
  const pause = (ms: number) => client.pause(ms);
  return {
    async createEnvironment(name, description) {
      const find = () => findEnvironment(client, name);
      try {
        return await reconciled({ write: () => postEnvironment(client, { name, description }), find, pause });
      } catch (error) {
        // Two cannot have one name: who comes second is refused.
        const isRefused = error instanceof SlipwayError && /_(CONFLICT|REFUSED)$/.test(error.code);
        const found = isRefused ? await find() : undefined;
        if (found === undefined) throw error;
        return found;
      }
    },

    createCheck: (environment, check) =>
      reconciled<true>({
        write: async () => {
          await postCheck(client, environment, check);
          return true;
        },
        find: async () => (await readChecks(client, environment)).some((one) => isSame(one, check)) || undefined,
        pause,
      }).then(() => undefined),

    async deleteCheck(check) {
      try {
        await deleteCheck(client, check);
      } catch (error) {
        // Somebody else was faster, or an earlier try was done although its answer was lost.
        if (!isNotFound(error)) throw error;
      }
    },

    permitPipelines: (environment, pipelineIds) => permitPipelines(client, environment, pipelineIds),
  };
}
