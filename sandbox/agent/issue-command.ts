import path from 'node:path';
import type { LoggingCommand } from './parse-command.ts';
import type { StepContext } from './step-context.ts';

/** `task.logissue`: an error here does not fail the step. */
export function logIssue(context: StepContext, { properties, data }: LoggingCommand): void {
  const type = properties.get('type');
  if (type === undefined) {
    context.warning("Can't create TaskIssue from logging event.");
    return;
  }
  const kind = type.toLowerCase();
  if (kind !== 'error' && kind !== 'warning') throw new Error(`issue type ${type} is not an expected issue type.`);
  const all = Object.fromEntries(properties);
  const source = properties.get('sourcepath');
  if (source === undefined) {
    context[kind](data, all);
    return;
  }
  const file = pathInRepository(source, context.variables.get('Build.SourcesDirectory'));
  const place = `${file}(${properties.get('linenumber') ?? ''},${properties.get('columnnumber') ?? ''})`;
  context[kind](`${place}: ${type} ${properties.get('code') ?? ''}: ${data}`, { ...all, sourcepath: file });
}

/** The server links a path of the repository; the agent makes it one when the file lies below the sources. */
function pathInRepository(file: string, sources: string | undefined): string {
  if (sources === undefined || !path.isAbsolute(file)) return file;
  const relative = path.relative(sources, file);
  return relative.startsWith('..') || path.isAbsolute(relative) ? file : relative.replaceAll('\\', '/');
}
