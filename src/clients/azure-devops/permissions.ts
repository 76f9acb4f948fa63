import * as z from 'zod';
import type { NeededRight } from '../../setup/judge-permissions.ts';
import type { AzureDevOpsClient } from './azure-devops-client.ts';

const WireBatch = z.object({
  evaluations: z.array(
    z.object({
      securityNamespaceId: z.string(),
      token: z.string(),
      permissions: z.number(),
      value: z.boolean().nullish(),
    }),
  ),
});

/** Requires no right of its own. Whether the caller has each of the rights, in their order; undefined: not answered. */
export async function evaluateRights(
  client: AzureDevOpsClient,
  rights: readonly NeededRight[],
): Promise<readonly (boolean | undefined)[]> {
  const asked = rights.map(({ namespace, token, bit }) => ({
    securityNamespaceId: namespace,
    token,
    permissions: bit,
  }));
  const { evaluations } = await client.call(
    {
      operation: 'ask for the rights of the job',
      method: 'POST',
      path: ['security', 'permissionevaluationbatch'],
      body: { alwaysAllowAdministrators: false, evaluations: asked },
      idempotent: true,
      organisationLevel: true,
      permission: 'Read',
      apiVersion: '7.1-preview.1',
    },
    WireBatch,
  );
  // Found by what was asked, not by position: an answer about another right must not count.
  return asked.map(
    (one) =>
      evaluations.find(
        ({ securityNamespaceId, token, permissions }) =>
          securityNamespaceId.toLowerCase() === one.securityNamespaceId &&
          token === one.token &&
          permissions === one.permissions,
      )?.value ?? undefined,
  );
}
