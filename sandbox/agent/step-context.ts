import { SecretMasker } from './secret-masker.ts';
import type { Attachment, Issue, StepResult, TaskStep, VariableValue } from './task-step.ts';
import type { TaskDefinition } from './task-definition.ts';
import type { Variables } from './variables.ts';
import type { KnownEndpoint } from './endpoints.ts';
import { isTrue, type Knobs } from './knobs.ts';

const order: readonly StepResult[] = ['Succeeded', 'SucceededWithIssues', 'Failed', 'Canceled', 'Skipped'];
const maxIssues = 10;

/** The worse of two results; Canceled and Skipped stay. */
export function mergeResults(current: StepResult | undefined, coming: StepResult): StepResult {
  if (current === undefined) return coming;
  if (order.indexOf(current) > order.indexOf('Failed')) return current;
  return order.indexOf(coming) >= order.indexOf(current) ? coming : current;
}

interface ContextParts {
  readonly step: TaskStep;
  readonly task: TaskDefinition;
  readonly variables: Variables;
  readonly endpoints: readonly KnownEndpoint[];
  readonly knobs: Knobs;
}

/** What a step has said and set so far: the agent's execution context. */
export class StepContext {
  readonly step: TaskStep;
  readonly task: TaskDefinition;
  readonly variables: Variables;
  readonly endpoints: readonly KnownEndpoint[];
  readonly knobs: Knobs;
  readonly masker = new SecretMasker();
  readonly issues: Issue[] = [];
  readonly outputs: Record<string, string> = {};
  readonly changed: Record<string, VariableValue> = {};
  readonly secretsSet: string[] = [];
  readonly attachments: Attachment[] = [];
  readonly prependedPaths: string[] = [];
  readonly buildTags: string[] = [];
  readonly timelineRecords = new Set<string>();
  readonly lines: string[] = [];
  readonly rawLines: string[] = [];
  result: StepResult | undefined;
  /** What failed commands made of the result; merged when the step ends. */
  commandResult: StepResult | undefined;
  message: string | undefined;
  /** Called by `task.complete` with done=true. */
  onDone: () => void = () => undefined;

  constructor({ step, task, variables, endpoints, knobs }: ContextParts) {
    this.step = step;
    this.task = task;
    this.variables = variables;
    this.endpoints = endpoints;
    this.knobs = knobs;
  }

  get decodePercents(): boolean {
    return isTrue(this.knobs('DECODE_PERCENTS') || 'true');
  }

  /** Writes to the log, masked. */
  write(message: string, tag = ''): void {
    for (const line of this.masker.mask(tag + message).split(/\r\n|\r|\n/)) {
      this.lines.push(line);
      this.step.onLine?.(line);
    }
  }

  debug(message: string): void {
    if (this.variables.get('System.Debug')?.toLowerCase() === 'true') this.write(message, '##[debug]');
  }

  warning(message: string, data: Readonly<Record<string, string>> = {}): void {
    this.#addIssue({ type: 'warning', message, data });
  }

  error(message: string, data: Readonly<Record<string, string>> = {}): void {
    this.#addIssue({ type: 'error', message, data });
  }

  addSecret(value: string): void {
    this.masker.add(value);
    // With DECODE_PERCENTS off the value is known escaped, and must not be seen decoded either.
    if (!this.decodePercents) this.masker.add(value.replaceAll('%AZP25', '%'));
  }

  failCommand(): void {
    this.commandResult = mergeResults(this.commandResult, 'Failed');
  }

  #addIssue(issue: Issue): void {
    const masked = { ...issue, message: this.masker.mask(issue.message) };
    if (masked.message !== '') this.write(masked.message, `##[${issue.type}]`);
    // The timeline record keeps no more than this; the log has them all.
    if (this.issues.filter(({ type }) => type === issue.type).length < maxIssues) this.issues.push(masked);
  }
}
