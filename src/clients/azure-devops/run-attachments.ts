import * as z from 'zod';
import { mapConcurrently } from '../../concurrency.ts';
import type { AzureDevOpsClient } from './azure-devops-client.ts';
import { PIPELINE_SECURITY } from './pipelines.ts';

const WireAttachments = z.object({
  value: z.array(z.object({ name: z.string(), _links: z.object({ self: z.object({ href: z.string() }) }).optional() })),
});

/** The address has what the list does not say: timeline and record. The host in it is not followed. */
const PLACE = /\/builds\/\d+\/([0-9a-f-]{36})\/([0-9a-f-]{36})\/attachments\//i;

const MAX_BYTES = 8 * 1024 * 1024;
const MOST = 100;
const CONCURRENCY = 4;

const view = { permission: 'View builds', grantedAt: PIPELINE_SECURITY };

/**
 * The JSON documents that tasks of a run attached as `type` under a name that `wanted` takes; what is no JSON is left out.
 * Requires "View builds".
 */
export async function readAttachments(
  client: AzureDevOpsClient,
  {
    runId,
    type,
    wanted,
  }: { readonly runId: number; readonly type: string; readonly wanted: (name: string) => boolean },
): Promise<readonly unknown[]> {
  const { value } = await client.call(
    { ...view, operation: `list what run ${runId} attached`, path: ['build', 'builds', runId, 'attachments', type] },
    WireAttachments,
  );
  const places = value.flatMap(({ name, _links: links }) => {
    const [, timeline, record] = PLACE.exec(links?.self.href ?? '') ?? [];
    return timeline === undefined || record === undefined || !wanted(name) ? [] : [{ name, timeline, record }];
  });
  const documents = await mapConcurrently(places.slice(-MOST), CONCURRENCY, async ({ name, timeline, record }) => {
    const path = ['build', 'builds', runId, timeline, record, 'attachments', type, name];
    return parse(await client.bytes({ ...view, operation: `read ${name} of run ${runId}`, path }, MAX_BYTES));
  });
  return documents.filter((document) => document !== undefined);
}

function parse(bytes: Buffer): unknown {
  try {
    return JSON.parse(bytes.toString('utf8')) as unknown;
  } catch {
    return undefined;
  }
}
