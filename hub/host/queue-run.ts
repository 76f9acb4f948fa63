import * as z from 'zod';
import type { Rest } from './rest.ts';

/** Runs of a pipeline that are looked at. */
const NEWEST = 50;

interface Place {
  readonly project: string;
  readonly signal?: AbortSignal | undefined;
}

interface WantedPipeline {
  readonly id: number;
  readonly name: string;
}

/** A run as far as it tells who queued what. */
export interface QueuedRun {
  readonly id: number;
  readonly number: string;
  readonly by: { readonly id: string; readonly name: string };
  /** UTC. */
  readonly queuedAt: string;
  readonly hasEnded: boolean;
  /** Those that are told. */
  readonly parameters: Readonly<Record<string, unknown>>;
}

const WireRuns = z.object({
  value: z.array(
    z.object({
      id: z.number(),
      buildNumber: z.string().nullish(),
      status: z.string().nullish(),
      queueTime: z.string().nullish(),
      requestedFor: z.object({ id: z.string().nullish(), displayName: z.string().nullish() }).nullish(),
      templateParameters: z.record(z.string(), z.unknown()).nullish(),
    }),
  ),
});
const WireRun = z.object({ id: z.number(), name: z.string().nullish() });
const WirePreview = z.object({ finalYaml: z.string() });

/** The newest runs of a pipeline, the newest first. */
export async function listPipelineRuns(
  rest: Rest,
  { project, signal }: Place,
  { id, name }: WantedPipeline,
): Promise<readonly QueuedRun[]> {
  const query = new URLSearchParams({
    definitions: `${id}`,
    queryOrder: 'queueTimeDescending',
    $top: `${NEWEST}`,
  });
  const path = `${encodeURIComponent(project)}/_apis/build/builds?${query.toString()}`;
  const { value } = await rest.get({ what: `the runs of ${name}`, path, ...(signal && { signal }) }, WireRuns);
  return value.map(({ id: run, requestedFor, ...wire }) => ({
    id: run,
    number: wire.buildNumber ?? `${run}`,
    by: { id: requestedFor?.id ?? '', name: requestedFor?.displayName ?? '' },
    queuedAt: wire.queueTime ?? '',
    hasEnded: wire.status === 'completed',
    parameters: wire.templateParameters ?? {},
  }));
}

type Parameters = Readonly<Record<string, string>>;

/** The YAML that a run with these parameters would have, every template expanded. Queues nothing. Throws what is wrong with it. */
export async function previewRun(
  rest: Rest,
  { project, signal }: Place,
  { id, name, parameters }: WantedPipeline & { readonly parameters: Parameters },
): Promise<string> {
  const { finalYaml } = await rest.send(
    'POST',
    {
      what: `the pipeline ${name}`,
      path: `${encodeURIComponent(project)}/_apis/pipelines/${id}/preview`,
      body: { previewRun: true, templateParameters: parameters },
      ...(signal && { signal }),
    },
    WirePreview,
  );
  return finalYaml;
}

/** Queues a run as the signed-in user, on the pipeline's own branch. Sent once: what became of a lost answer has to be read. */
export async function sendRun(
  rest: Rest,
  { project }: Place,
  { id, name, parameters }: WantedPipeline & { readonly parameters: Parameters },
): Promise<{ readonly id: number; readonly number: string }> {
  const run = await rest.send(
    'POST',
    {
      what: `a run of ${name}`,
      path: `${encodeURIComponent(project)}/_apis/pipelines/${id}/runs`,
      body: { templateParameters: parameters },
    },
    WireRun,
  );
  return { id: run.id, number: run.name ?? `${run.id}` };
}
