import type { LoggingCommand } from './parse-command.ts';
import type { StepContext } from './step-context.ts';

export interface CommandEvent {
  /** Without alias, lower case. */
  readonly name: string;
  readonly execute: (context: StepContext, command: LoggingCommand) => void;
}
