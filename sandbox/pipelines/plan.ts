/**
 * A pipeline's YAML with its templates and compile-time expressions resolved: what an executor runs. Runtime expressions
 * (conditions, `$[ ]`) are kept as text. All of it is plain JSON, so that a run can be kept and gone on with.
 */
export interface RunPlan {
  /** `name:`, the format of the build number; undefined: the default one. */
  readonly runName: string | undefined;
  readonly variables: readonly VariablePlan[];
  readonly stages: readonly StagePlan[];
  /** Repository resources by alias, `self` not among them: a checkout names them. */
  readonly repositories: readonly RepositoryResource[];
  readonly lockBehavior: 'sequential' | 'runLatest' | undefined;
  /** The template that the file extends, and those that this one extends in turn. */
  readonly extended: readonly TemplateFile[];
}

/** A file in the repository of an alias, or in `self`; its path begins with a slash. */
export interface TemplateFile {
  readonly repository: string;
  readonly path: string;
}

export interface VariablePlan {
  readonly name: string;
  /** A literal, a `$(macro)` or a `$[ runtime expression ]`. */
  readonly value: string;
  readonly isReadOnly: boolean;
}

export interface RepositoryResource {
  readonly alias: string;
  /** Of the same organisation: `project/name` or `name`. */
  readonly name: string;
  /** refs/... */
  readonly ref: string | undefined;
}

export interface StagePlan {
  readonly name: string;
  readonly displayName: string;
  readonly dependsOn: readonly string[];
  /** Undefined: succeeded(). */
  readonly condition: string | undefined;
  readonly variables: readonly VariablePlan[];
  readonly jobs: readonly JobPlan[];
  readonly lockBehavior: 'sequential' | 'runLatest' | undefined;
}

export interface JobPlan {
  readonly kind: 'job' | 'deployment';
  readonly name: string;
  readonly displayName: string;
  readonly dependsOn: readonly string[];
  readonly condition: string | undefined;
  readonly variables: readonly VariablePlan[];
  /** Of a deployment job. Its checks hold the stage back. */
  readonly environment: string | undefined;
  /** `server`: an agentless job. */
  readonly pool: 'agent' | 'server';
  readonly timeoutMinutes: number;
  readonly cancelTimeoutMinutes: number;
  readonly continueOnError: boolean;
  readonly steps: readonly StepPlan[];
}

interface StepCommon {
  /** `name:`, under which outputs are found; undefined without one. */
  readonly name: string | undefined;
  readonly displayName: string;
  /** Undefined: succeeded(). */
  readonly condition: string | undefined;
  readonly continueOnError: boolean;
  readonly enabled: boolean;
  readonly env: Readonly<Record<string, string>>;
  readonly timeoutMinutes: number;
  readonly retryCountOnTaskFailure: number;
}

export type StepPlan =
  | (StepCommon & {
      readonly kind: 'task';
      /** Without the version. */
      readonly task: string;
      readonly major: number;
      readonly inputs: Readonly<Record<string, string>>;
    })
  | (StepCommon & { readonly kind: 'script'; readonly script: string; readonly workingDirectory: string | undefined })
  | (StepCommon & {
      readonly kind: 'checkout';
      /** `self`, `none` or the alias of a repository resource. */
      readonly repository: string;
      readonly fetchDepth: number;
      readonly fetchTags: boolean;
      readonly persistCredentials: boolean;
      readonly path: string | undefined;
    })
  | (StepCommon & { readonly kind: 'publish'; readonly path: string; readonly artifact: string })
  | (StepCommon & {
      readonly kind: 'download';
      readonly source: 'current' | 'none';
      readonly artifact: string | undefined;
    });

/** Where a template may be read from: the repository of an alias, or `self`. */
export interface TemplateSource {
  /** The text of a file, as of the run's commit of that repository; undefined when there is none. */
  read(repository: string, path: string): Promise<string | undefined>;
}

/** What compiling needs beside the text. */
export interface CompileInput {
  /** Path of the pipeline's file in `self`. */
  readonly path: string;
  readonly templates: TemplateSource;
  /** As given when the run was queued; objects as JSON text. */
  readonly parameters: Readonly<Record<string, string>>;
  /** Predefined and queue-time variables that `${{ variables['...'] }}` sees. */
  readonly variables: Readonly<Record<string, string>>;
}

/** Everything wrong with a pipeline, as the service would say it when it is queued: `/file.yml (Line: 3, Col: 5): ...`. */
export class PipelineInvalid extends Error {
  override readonly name = 'PipelineInvalid';
}

/** How the file says that its runs are started; expressions in it are resolved with the parameters' defaults. */
export interface TriggerPlan {
  /** `trigger:`; undefined is `none`. Globs of short branch names, and of paths. */
  readonly ci:
    | {
        readonly branches: { readonly include: readonly string[]; readonly exclude: readonly string[] };
        readonly paths: { readonly include: readonly string[]; readonly exclude: readonly string[] };
        readonly batch: boolean;
      }
    | undefined;
  readonly schedules: readonly {
    readonly cron: string;
    readonly displayName: string;
    readonly branches: { readonly include: readonly string[]; readonly exclude: readonly string[] };
    readonly always: boolean;
  }[];
  /** `resources: pipelines:` with a trigger. */
  readonly pipelines: readonly {
    readonly alias: string;
    readonly source: string;
    readonly branches: readonly string[];
  }[];
}

/** A template parameter of the pipeline's file itself, as "Run pipeline" asks for it. */
export interface ParameterPlan {
  readonly name: string;
  readonly displayName: string;
  readonly type: string;
  /** As JSON; undefined when it must be given. */
  readonly defaultValue: unknown;
  readonly values: readonly string[] | undefined;
}
