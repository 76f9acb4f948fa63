import * as z from 'zod';
import type { Rest } from '../host/rest.ts';

/** What our tasks attach their results as. */
export const RESULT_TYPE = 'slipway.result';

export interface Attachment {
  /** `<task>-<n>` */
  readonly name: string;
  /** From the organisation's root. */
  readonly path: string;
}

interface Place {
  readonly project: string;
  readonly signal?: AbortSignal | undefined;
}

const WireAttachments = z.object({
  value: z.array(
    z.object({ name: z.string(), _links: z.object({ self: z.object({ href: z.string() }).nullish() }).nullish() }),
  ),
});

/** The address has what the list does not say: timeline and record. The host in it is not followed. */
const PLACE = /\/builds\/\d+\/([0-9a-f-]{36})\/([0-9a-f-]{36})\/attachments\//i;

/** The results that the tasks of a run attached, the oldest first; none where the run is gone. */
export const listResults = (rest: Rest, place: Place, run: number): Promise<readonly Attachment[]> =>
  listAttachments(rest, place, { run, type: RESULT_TYPE });

/** What was attached to a run as a type, the oldest first; none where the run is gone. */
export async function listAttachments(
  rest: Rest,
  { project, signal }: Place,
  { run, type }: { readonly run: number; readonly type: string },
): Promise<readonly Attachment[]> {
  const builds = `${encodeURIComponent(project)}/_apis/build/builds/${run}`;
  const what = `the results of run ${run}`;
  const path = `${builds}/attachments/${type}`;
  const found = await rest.find({ what, path, ...(signal && { signal }) }, WireAttachments);
  return (found?.value ?? []).flatMap(({ name, _links: links }) => {
    const [, timeline, record] = PLACE.exec(links?.self?.href ?? '') ?? [];
    if (timeline === undefined || record === undefined) return [];
    return [{ name, path: `${builds}/${timeline}/${record}/attachments/${type}/${encodeURIComponent(name)}` }];
  });
}

/** A result as it was attached. Throws HubProblem where it is none of this shape. */
export const readResult = <Value>(
  rest: Rest,
  { path, name }: Attachment,
  shape: z.ZodType<Value>,
  signal?: AbortSignal,
): Promise<Value> => rest.get({ what: `the result ${name}`, path, ...(signal && { signal }) }, shape);
