import type { Approvers } from './resolve-approvers.ts';
import type { Attempt } from '../attempt.ts';
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
  readonly found: Attempt<Environment | undefined>;
  readonly checks: Attempt<readonly Check[]> | undefined;
  readonly permitted: Attempt<Permitted> | undefined;
}

/** Everything that judging and planning go by. */
export interface Gathered {
  readonly request: EnvironmentsRequest;
  readonly self: Attempt<Pick<Identity, 'id' | 'name'>>;
  readonly approvers: Attempt<Approvers>;
  readonly connections: Attempt<readonly GenericConnection[]>;
  readonly pipelines: Attempt<readonly PipelineFile[]>;
  readonly environments: readonly GatheredEnvironment[];
  /** Of each template that a check requires, by `keyOf`. */
  readonly guards: ReadonlyMap<string, Attempt<boolean | undefined>>;
}

export const keyOf = ({ repository, ref }: Template): string => `${repository.toLowerCase()} ${ref}`;
