import type { SandboxRepository } from '../azure-devops/azure-devops.ts';
import type { ApprovalPlace } from '../azure-devops/pipelines/approvals.ts';
import type { BuildDocument } from '../azure-devops/pipelines/documents.ts';
import type { ProjectPlace } from '../azure-devops/pipelines/place.ts';
import type { RunTrigger, YamlRun } from '../pipelines/run/documents.ts';
import type { Sandbox } from '../sandbox.ts';
import type { PlayData } from './play-data.ts';

/** A play under way: the shipped pipelines run, and people decide at their gates. */
export interface Play {
  readonly sandbox: Sandbox;
  readonly data: PlayData;
  readonly repository: SandboxRepository;
  /** Prints a line as it is. */
  readonly print: (line: string) => void;
  /** Says a text in lines of the terminal's width; `lead` stands before it, and further lines begin below its end. */
  readonly say: (text: string, lead?: string) => void;
  readonly signal: AbortSignal;
  /** Decides at a gate, once it is reached; undefined leaves that to people. */
  readonly decide: Decide | undefined;
  /** What has ended before that was told by an earlier process. */
  readonly startedAt: Date;
}

export type Decide = (play: Play, gate: ApprovalPlace) => Promise<void>;

export interface PlayedRun {
  readonly build: BuildDocument;
  readonly yaml: YamlRun;
}

/** The project that is played on, read without REST: what is only watched leaves no traffic. */
export const placeOf = ({ sandbox, data }: Pick<Play, 'sandbox' | 'data'>): ProjectPlace =>
  sandbox.azureDevOps.projectPlace(data.repository);

/** The runs of a pipeline, the oldest first. */
export function runsOf(play: Play, pipeline: string): readonly PlayedRun[] {
  const { organisation } = placeOf(play);
  return organisation.builds.all.flatMap((build) => {
    const { name } = organisation.pipelines.get(build.pipelineId) ?? {};
    return name === pipeline && build.yaml ? [{ build, yaml: build.yaml }] : [];
  });
}

/** The newest run of a pipeline, of those that are meant. */
export const findRun = (
  play: Play,
  pipeline: string,
  isMeant: (trigger: RunTrigger, build: BuildDocument) => boolean = () => true,
): PlayedRun | undefined => runsOf(play, pipeline).findLast(({ build, yaml }) => isMeant(yaml.trigger, build));

/** The number of a pipeline. */
export function pipelineId(play: Play, pipeline: string): number {
  const found = placeOf(play).organisation.pipelines.all.find(({ name }) => name === pipeline);
  if (!found) throw new Error(`There is no pipeline ${pipeline}.`);
  return found.id;
}
