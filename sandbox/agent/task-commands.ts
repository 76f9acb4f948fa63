import { addAttachment, attachFile, fileType, summaryType } from './attachment-commands.ts';
import type { CommandEvent } from './command-event.ts';
import { NullArgument, property } from './command-properties.ts';
import { parseGuid } from './endpoints.ts';
import { logIssue } from './issue-command.ts';
import { isTrue } from './knobs.ts';
import type { LoggingCommand } from './parse-command.ts';
import { isVariableAllowed } from './restrictions.ts';
import { mergeResults, type StepContext } from './step-context.ts';
import type { StepResult } from './task-step.ts';
import { setTaskVariable, setVariable } from './variable-commands.ts';

type Execute = CommandEvent['execute'];

/** Enum.TryParse takes exact names, and numbers. */
const results: Readonly<Record<string, StepResult | undefined>> = {
  Succeeded: 'Succeeded',
  SucceededWithIssues: 'SucceededWithIssues',
  Failed: 'Failed',
  Canceled: 'Canceled',
  Skipped: 'Skipped',
  '0': 'Succeeded',
  '1': 'SucceededWithIssues',
  '2': 'Failed',
  '3': 'Canceled',
  '4': 'Skipped',
};

const complete: Execute = (context, { properties, data }) => {
  const result = results[(properties.get('result') ?? '').trim()];
  if (result === undefined) throw new Error("Command doesn't have valid result value.");
  context.result = mergeResults(context.result, result);
  context.message = data;
  if (isTrue(properties.get('done') ?? '')) context.onDone();
};

const setSecret: Execute = (context, { data }) => {
  if (data === '') return;
  context.addSecret(data);
  context.secretsSet.push(data);
};

const setProgress: Execute = (context, { data }) => {
  context.message = data;
};

const prependPath: Execute = (context, { data }) => {
  if (!isVariableAllowed('PATH', context.task.restrictions)) {
    context.warning("Setting variable 'PATH' has been disabled by the task or build definition.");
    return;
  }
  if (data === '') throw new NullArgument('prependpath');
  const before = context.prependedPaths.indexOf(data);
  if (before >= 0) context.prependedPaths.splice(before, 1);
  context.prependedPaths.push(data);
};

const logDetail: Execute = (context, { properties }) => {
  const id = parseGuid(properties.get('id') ?? '');
  if (id === undefined) throw new NullArgument("Can't update timeline record, timeline record id is not provided.");
  if (context.timelineRecords.has(id)) return;
  property(properties, 'name', 'name is required for this new timeline record.');
  property(properties, 'type', 'type is required for this new timeline record.');
  context.timelineRecords.add(id);
};

/** Changes a connection for later steps: checked here, without effect. */
const setEndpoint: Execute = (context, command) => {
  const { properties, data } = command;
  if (data === '') throw new NullArgument("Enter a valid value for 'setendpoint'.");
  const field = property(properties, 'field', "Required field 'field' is missing in ##vso[task.setendpoint] command.");
  if (field.toLowerCase() === 'authparameter') context.addSecret(data);
  const id = parseGuid(
    property(properties, 'id', "Required field 'id' is missing in ##vso[task.setendpoint] command."),
  );
  if (id === undefined || !context.endpoints.some((endpoint) => endpoint.id === id)) {
    throw new NullArgument(`Service connection ${id ?? ''} is not declared.`);
  }
  checkEndpointField(field.toLowerCase(), command);
};

function checkEndpointField(field: string, { properties, data }: LoggingCommand): void {
  if (field === 'url') {
    if (!URL.canParse(data)) throw new NullArgument('Invalid URL of a service connection.');
    return;
  }
  property(properties, 'key', "Required field 'key' is missing in ##vso[task.setendpoint] command.");
  if (field !== 'dataparameter' && field !== 'authparameter') throw new Error('Invalid field of a service connection.');
}

const debug: Execute = (context, { data }) => context.debug(data);

const events: Readonly<Record<string, Execute>> = {
  addattachment: addAttachment,
  complete,
  debug,
  logdetail: logDetail,
  logissue: logIssue,
  prependpath: prependPath,
  setendpoint: setEndpoint,
  setprogress: setProgress,
  setsecret: setSecret,
  settaskvariable: setTaskVariable,
  setvariable: setVariable,
  uploadfile: (context: StepContext, { data }) => attachFile(context, { type: fileType, file: data }),
  uploadsummary: (context: StepContext, { data }) => attachFile(context, { type: summaryType, file: data }),
};

/** The commands of the area `task`, by their names and aliases. */
export const taskEvents: Readonly<Record<string, CommandEvent | undefined>> = {
  ...Object.fromEntries(Object.entries(events).map(([name, execute]) => [name, { name, execute }])),
  issue: { name: 'logissue', execute: logIssue },
};
