import { SlipwayError } from '../../errors.ts';

/** Whether the service says that something is not there, which is also its answer to those who may not see it. */
export const isNotFound = (error: unknown): boolean =>
  error instanceof SlipwayError && error.code === 'AZURE_DEVOPS_NOT_FOUND';
