import type { ExecutorSettings } from './executor-settings.ts';
import type { BuildDocument } from '../../azure-devops/pipelines/documents.ts';
import type { PipelinePlace } from '../../azure-devops/pipelines/place.ts';
import { runVariables } from './predefined.ts';
import type { RunFacts } from './contexts.ts';
import type { YamlRun } from './documents.ts';
import type { RunFiles } from './run-files.ts';

/** A run that is worked on: its document, changed and kept in one go. */
export interface LiveRun extends PipelinePlace {
  readonly build: BuildDocument;
  readonly files: RunFiles;
  readonly settings: ExecutorSettings;
  /** Aborted when the sandbox stops: nothing is kept from then on. */
  readonly stopped: AbortSignal;
}

export function yamlOf({ build }: Pick<LiveRun, 'build'>): YamlRun {
  if (!build.yaml) throw new Error(`build ${build.id} is no run of YAML`);
  return build.yaml;
}

export function update(live: LiveRun, change: (run: YamlRun) => YamlRun): void {
  if (live.stopped.aborted) return;
  live.build.yaml = change(yamlOf(live));
  live.organisation.builds.save(live.build);
}

export const nowOf = ({ world }: Pick<LiveRun, 'world'>): string => world.clock.now().toISOString();

export const factsOf = (live: LiveRun): RunFacts => ({
  isCanceled: live.build.cancelledAt !== undefined,
  variables: runVariables(live, live.build, yamlOf(live)),
  skipped: live.build.stagesToSkip,
});
