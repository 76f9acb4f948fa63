import { readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { NullArgument, property } from './command-properties.ts';
import type { LoggingCommand } from './parse-command.ts';
import type { StepContext } from './step-context.ts';

export const summaryType = 'Distributedtask.Core.Summary';
export const fileType = 'DistributedTask.Core.FileAttachment';

const invalidInNames = process.platform === 'win32' ? /["<>|:*?\\/\0-\x1f]/ : /[/\0]/;

/** `task.addattachment`. */
export function addAttachment(context: StepContext, { properties, data }: LoggingCommand): void {
  const type = property(properties, 'type', "Can't add task attachment, attachment type is not provided.");
  const name = property(properties, 'name', "Can't add task attachment, attachment name is not provided.");
  if (invalidInNames.test(type)) throw new Error('Type contains invalid characters.');
  if (invalidInNames.test(name)) throw new Error('Name contains invalid characters.');
  attach(context, { type, name, file: data });
}

/** Attaches a file under its own name, as the uploading commands do. */
export function attachFile(context: StepContext, { type, file }: { type: string; file: string }): void {
  if (file === '') {
    const what = type === summaryType ? 'summary file, summary' : 'file because';
    throw new Error(`Cannot upload ${what} file location is not specified.`);
  }
  attach(context, { type, name: path.basename(file), file });
}

function attach(context: StepContext, { type, name, file }: { type: string; name: string; file: string }): void {
  if (file === '' || !statSync(file, { throwIfNoEntry: false })?.isFile()) {
    throw new NullArgument(
      'Cannot upload task attachment file, attachment file location is not specified or attachment file does not exist on disk.',
    );
  }
  context.attachments.push({ type, name, path: file, content: readFileSync(file) });
}
