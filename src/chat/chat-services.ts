import type { Log } from '../log.ts';
import type { Outcome } from '../outcome.ts';
import type { LedgerServices } from '../release/ledger/write-ledger.ts';
import type { QuestionRecord } from './message-record.ts';
import type { ApprovalDecider, ChatMessages, ChatUsers, ClickSource, RunGates, Seal } from './ports.ts';
import type { Hash } from './subject.ts';

/** Where this job runs: what signed values are bound to. */
export interface Home {
  /** Address of the collection, without a slash at its end. */
  readonly organisation: string;
  /** Id of the project. */
  readonly project: string;
  /** Id of the repository that has the ledger. */
  readonly repository: string;
}

/** What still works for some seconds after the run was cancelled. */
export interface ChatRescue extends LedgerServices {
  readonly messages: ChatMessages;
}

/** What questions and clicks need, in any job that listens. */
export interface ChatServices extends LedgerServices {
  readonly messages: ChatMessages;
  /** Of another repository of the project: a click may be of a run there. Whether the job may read it is found out. */
  readonly openLedger: (repository: string) => LedgerServices['ledger'];
  readonly users: ChatUsers;
  /** Undefined without an app token: then nothing can be asked. */
  readonly clicks: ClickSource | undefined;
  /** Undefined without a signing key: then nothing can be asked. */
  readonly seal: Seal | undefined;
  readonly log: Log;
  readonly hash: Hash;
  /** Masks secrets in what is shown. */
  readonly redact: (text: string) => string;
  /** Random, at least 16 characters of base64url or hexadecimal; another one each time. */
  readonly nonce: () => string;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  readonly home: Home;
  readonly run: {
    readonly id: number;
    /** The same in all attempts of the job. */
    readonly job: string;
    /** Where a person finds it. */
    readonly url: string;
    readonly requester: QuestionRecord['requester'];
  };
  readonly openRescue: () => ChatRescue;
  readonly isCancelled: () => boolean;
  /** Keeps what is known for a task that fails or is cancelled. */
  readonly keepProgress: (progress: Pick<Outcome, 'outputs' | 'result'>) => void;
  /** With `approvalToken`: clicks on approvals can be executed here. */
  readonly decider: ApprovalDecider | undefined;
}

export interface RelayServices extends ChatServices {
  readonly gates: RunGates;
  /** System.StageName. */
  readonly ownStage: string | undefined;
}

interface CommonInput {
  /** Id, or name with #. */
  readonly channel: string;
  /** E-mails and Slack user ids; empty: anyone but the requester. */
  readonly approvers: readonly string[];
  readonly allowRequester: boolean;
  readonly timeoutMinutes: number;
  readonly dryRun: boolean;
}

export interface AskInput extends CommonInput {
  /** Undefined: the run's own question. */
  readonly subject: string | undefined;
  /** Markdown. */
  readonly question: string;
  readonly choices: readonly string[];
  /** `fail`, `warn` or one of the choices. */
  readonly ifTimeout: string;
}

export interface RelayInput extends CommonInput {
  /** Names; empty: all. */
  readonly environments: readonly string[];
}
