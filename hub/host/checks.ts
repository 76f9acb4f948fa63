import * as z from 'zod';
import type { Rest } from './rest.ts';

const VERSION = '7.1-preview.1';

/** A check that a stage waits for, of one of the things that it uses. */
export interface StageCheck {
  /** Of an approval: the id that it is decided under. */
  readonly id: string;
  /** Number of the check among those of its resource; undefined where it is not told. */
  readonly checkId: number | undefined;
  /** Such as an environment; undefined where it is not told. */
  readonly resource: { readonly type: string; readonly id: string; readonly name: string } | undefined;
}

const WireSuite = z.object({
  checkRuns: z
    .array(
      z.object({
        id: z.string(),
        checkConfigurationRef: z
          .object({
            id: z.number().nullish(),
            resource: z
              .object({ type: z.string().nullish(), id: z.string().nullish(), name: z.string().nullish() })
              .nullish(),
          })
          .nullish(),
      }),
    )
    .nullish(),
});
const WireCheck = z.object({ timeout: z.number().nullish() });

interface Place {
  readonly project: string;
  readonly signal?: AbortSignal | undefined;
}

/** The checks that a stage waits for; `suite` is the record of type Checkpoint in the timeline of its run. */
export async function listStageChecks(
  rest: Rest,
  { project, signal }: Place,
  suite: string,
): Promise<readonly StageCheck[]> {
  const path = `${pathOf(project)}/runs/${encodeURIComponent(suite)}?$expand=resources`;
  const request = { what: 'the checks of a stage', path, version: VERSION, ...(signal && { signal }) };
  const { checkRuns } = (await rest.find(request, WireSuite)) ?? {};
  return (checkRuns ?? []).map(({ id, checkConfigurationRef }) => {
    const { id: checkId, resource } = checkConfigurationRef ?? {};
    const { type, id: resourceId, name } = resource ?? {};
    return {
      id: id.toLowerCase(),
      checkId: checkId ?? undefined,
      resource: type && resourceId ? { type, id: resourceId, name: name ?? '' } : undefined,
    };
  });
}

/** After how many minutes a check that nobody decides times out; undefined where it is not told. */
export async function findTimeout(
  rest: Rest,
  { project, signal }: Place,
  checkId: number,
): Promise<number | undefined> {
  const path = `${pathOf(project)}/configurations/${checkId}`;
  const request = { what: 'a check of an environment', path, version: VERSION, ...(signal && { signal }) };
  return (await rest.find(request, WireCheck))?.timeout ?? undefined;
}

const pathOf = (project: string) => `${encodeURIComponent(project)}/_apis/pipelines/checks`;
