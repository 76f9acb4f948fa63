import type { Finding } from '../finding.ts';
import { gatherEnvironments } from './gather-environments.ts';
import { judgeEnvironments } from './judge-environments.ts';
import type { EnvironmentReader, EnvironmentsRequest } from './ports.ts';

/**
 * Looks at environments, their checks, who may use them and who is named as approver. Writes nothing. What could not be read
 * is a finding of its own; throws only what is a bug, or the reason of a cancelled run.
 */
export async function checkEnvironments(
  { reader }: { readonly reader: EnvironmentReader },
  request: EnvironmentsRequest,
): Promise<readonly Finding[]> {
  return judgeEnvironments(await gatherEnvironments(reader, request));
}
