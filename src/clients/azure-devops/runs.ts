import * as z from 'zod';
import { SlipwayError } from '../../errors.ts';
import type { Runs } from '../../tickets/ports.ts';
import type { AzureDevOpsClient } from './azure-devops-client.ts';
import { PIPELINE_SECURITY } from './pipelines.ts';

const GOING_ON = ['notStarted', 'inProgress', 'cancelling', 'postponed'];

/** Runs of the project's pipelines. One that is gone, or may not be seen, does not go on. */
export function createRuns(client: AzureDevOpsClient): Runs {
  return {
    isRunning: async (buildId) => {
      try {
        const { status } = await client.call(
          {
            operation: `show run ${buildId}`,
            path: ['build', 'builds', buildId],
            permission: 'View builds',
            grantedAt: PIPELINE_SECURITY,
          },
          z.object({ status: z.string().nullish() }),
        );
        return GOING_ON.includes(status ?? '');
      } catch (error) {
        if (error instanceof SlipwayError && error.code === 'AZURE_DEVOPS_NOT_FOUND') return false;
        throw error;
      }
    },
  };
}
