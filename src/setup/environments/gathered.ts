import type { Approvers } from './resolve-approvers.ts';
import type { Look } from './look.ts';
import type {
  Check,
  Environment,
  EnvironmentsRequest,
  GenericConnection,
  Identity,
  Permitted,
  PipelineFile,
  Template,
} from './ports.ts';

/** An environment as it stands. What hangs on it is undefined while it does not exist, or could not be looked for. */
export interface GatheredEnvironment {
  readonly name: string;
  readonly found: Look<Environment | undefined>;
  readonly checks: Look<readonly Check[]> | undefined;
  readonly permitted: Look<Permitted> | undefined;
}

/** Everything that judging and planning go by. */
export interface Gathered {
  readonly request: EnvironmentsRequest;
  readonly self: Look<Pick<Identity, 'id' | 'name'>>;
  readonly approvers: Look<Approvers>;
  readonly connections: Look<readonly GenericConnection[]>;
  readonly pipelines: Look<readonly PipelineFile[]>;
  readonly environments: readonly GatheredEnvironment[];
  /** Of each template that a check requires, by `keyOf`. */
  readonly guards: ReadonlyMap<string, Look<boolean | undefined>>;
}

export const keyOf = ({ repository, ref }: Template): string => `${repository.toLowerCase()} ${ref}`;
