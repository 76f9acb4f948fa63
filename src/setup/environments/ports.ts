/** A person, a group or a service of the organisation. */
export interface Identity {
  readonly id: string;
  readonly name: string;
  /** Address or account; empty for a group. */
  readonly account: string;
  readonly kind: 'person' | 'group' | 'service';
}

/** An identity that a search gave, with everything that people may have meant by what they wrote. */
export interface FoundIdentity extends Identity {
  readonly isActive: boolean;
  /** Name, account, address: whichever it has. */
  readonly names: readonly string[];
}

export interface Environment {
  readonly id: number;
  readonly name: string;
}

/** A file that pipelines have to extend. */
export interface Template {
  /** `Project/repository`. */
  readonly repository: string;
  /** refs/... */
  readonly ref: string;
  readonly path: string;
}

export interface ApprovalSettings {
  readonly kind: 'approval';
  readonly approvers: readonly Pick<Identity, 'id' | 'name'>[];
  /** How many of them have to approve; 0: all. */
  readonly minimum: number;
  /** Whether who started a run is barred from approving it. */
  readonly barsRequester: boolean;
  readonly instructions: string;
}

/** The built-in check that asks a REST address and judges its answer. */
export interface RestSettings {
  readonly kind: 'rest';
  readonly name: string;
  /** Minutes between two evaluations; 0: the first one is final. */
  readonly retryInterval: number;
  readonly inputs: Readonly<Record<string, string>>;
}

export interface TemplateSettings {
  readonly kind: 'template';
  readonly templates: readonly Template[];
}

/** A check that is none of ours to judge. */
export interface OtherSettings {
  readonly kind: 'other';
  readonly type: string;
}

/** What the checks that Slipway creates are made of. */
export interface NewCheck {
  readonly settings: ApprovalSettings | RestSettings;
  /** Minutes. */
  readonly timeout: number;
}

export interface Check {
  readonly id: number;
  readonly isEnabled: boolean;
  readonly createdById: string;
  /** Minutes. */
  readonly timeout: number;
  readonly settings: ApprovalSettings | RestSettings | TemplateSettings | OtherSettings;
}

/** A service connection of the type Generic. */
export interface GenericConnection {
  readonly id: string;
  readonly name: string;
  readonly url: string;
}

/** A pipeline of the repository with the text of its YAML file; undefined: there is none that could be read. */
export interface PipelineFile {
  readonly id: number;
  readonly name: string;
  readonly text: string | undefined;
}

/** Which pipelines may use an environment without asking somebody. */
export type Permitted = 'all' | readonly number[];

/** What is read of environments; each method needs no more than reading, and gives errors of its service. */
export interface EnvironmentReader {
  /** Whose token it is. */
  readSelf(): Promise<Pick<Identity, 'id' | 'name'>>;
  /** Those that a text (an id, an address, a name) finds; may give more than were meant. */
  findIdentities(text: string): Promise<readonly FoundIdentity[]>;
  /** By its name, in any case. */
  findEnvironment(name: string): Promise<Environment | undefined>;
  readChecks(environment: Environment): Promise<readonly Check[]>;
  readPermitted(environment: Environment): Promise<Permitted>;
  listGenericConnections(): Promise<readonly GenericConnection[]>;
  listPipelineFiles(): Promise<readonly PipelineFile[]>;
  /** Whether a policy guards the branch against pushes that nobody reviewed; undefined: it is no branch. */
  isGuarded(template: Template): Promise<boolean | undefined>;
}

/** Each write is done once, also when its answer was lost. */
export interface EnvironmentWriter {
  /** Gives the one of that name when somebody else was faster. */
  createEnvironment(name: string, description: string): Promise<Environment>;
  createCheck(environment: Environment, check: NewCheck): Promise<void>;
  /** Also when it is gone already. */
  deleteCheck(check: Check): Promise<void>;
  /** Adds to those that may use it. */
  permitPipelines(environment: Environment, pipelineIds: readonly number[]): Promise<void>;
}

/** Where the gates are. */
export interface GatePlace {
  /** With a slash at its end: `https://dev.azure.com/contoso/`. */
  readonly collectionUri: string;
  readonly project: string;
  readonly projectId: string;
  readonly repository: string;
  readonly repositoryId: string;
  readonly ledgerBranch: string;
}

export interface EnvironmentsRequest {
  readonly place: GatePlace;
  /** Names of environments. */
  readonly environments: readonly string[];
  /** Addresses, ids, names of people and groups. */
  readonly approvers: readonly string[];
  readonly components: readonly string[];
  /** Who started this run, as an id; undefined: nobody knows. */
  readonly requestedById: string | undefined;
}
