import { writeFileSync } from 'node:fs';
import type { Log } from '../log.ts';
import { redactDeep } from '../redact.ts';
import { describeThrown } from './failure.ts';
import { findVariable } from './job.ts';
import { redactor } from './output.ts';
import { type ResultFile, writeResultFile } from './result-file.ts';
import { tl } from './task-lib.ts';
import { renderTaskResult, type TaskResult } from './task-result.ts';

/** The output variable that names the result file, where a task declares it. */
const FILE_OUTPUT = 'resultFile';

/**
 * Writes the result file, attaches it and the summary page to the run, and sets the output variables. What cannot be
 * written is a warning: the work itself is done and its result stands.
 */
export function publishResult(finished: TaskResult, markdown: string | undefined, log: Log): void {
  const tempDirectory = findVariable('Agent.TempDirectory');
  let file: ResultFile | undefined;
  try {
    if (tempDirectory === undefined) log.debug('No result file is written: Agent.TempDirectory is not set.');
    else file = writeResultFile(tempDirectory, finished.task, (claimed) => renderFile(finished, claimed));
    if (file !== undefined) attach(file, markdown);
  } catch (error) {
    log.warn(`The result file could not be written: ${describeThrown(error)}`);
  }
  setOutputs(addFile(finished, file), log);
}

function renderFile(finished: TaskResult, file: ResultFile): string {
  const document = JSON.stringify(renderTaskResult(addFile(finished, file)));
  return `${JSON.stringify(redactDeep(JSON.parse(document), redactor.redact), undefined, 2)}\n`;
}

function addFile(finished: TaskResult, file: ResultFile | undefined): TaskResult {
  if (file === undefined || !finished.manifest?.outputs.has(FILE_OUTPUT)) return finished;
  return { ...finished, outputs: { ...finished.outputs, [FILE_OUTPUT]: file.path } };
}

function attach(file: ResultFile, markdown: string | undefined): void {
  tl.addAttachment('slipway.result', file.name, file.path);
  if (markdown === undefined) return;
  const page = file.path.replace(/json$/, 'md');
  writeFileSync(page, redactor.redact(markdown));
  tl.uploadSummary(page);
}

/** Only what task.json declares: the agent refuses other variables of a restricted task. */
function setOutputs({ outputs, manifest }: TaskResult, log: Log): void {
  for (const [name, value] of Object.entries(outputs)) {
    if (manifest?.outputs.has(name)) tl.setVariable(name, redactor.redact(value), false, true);
    else log.debug(`The output ${name} is not declared in task.json and is not set.`);
  }
}
