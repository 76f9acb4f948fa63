import { eventsByArea } from './command-areas.ts';
import { parseCommand, unescapeData, type LoggingCommand } from './parse-command.ts';
import { isCommandAllowed } from './restrictions.ts';
import type { StepContext } from './step-context.ts';

const reference = 'Please reference documentation (http://go.microsoft.com/fwlink/?LinkId=817296)';

/** Takes one line of a task's output: runs the command in it, or writes it to the log. */
export function processLine(context: StepContext, line: string): void {
  const command = parseCommand(line, context.decodePercents);
  if (!command) {
    if (line.includes('##vso')) {
      context.warning(
        `'${line}' contains logging command keyword '##vso', but it's not a legal command. ` +
          'Please see the list of accepted commands: https://go.microsoft.com/fwlink/?LinkId=817296',
      );
    }
    context.write(line);
    return;
  }
  const area = eventsByArea.get(command.area.toLowerCase());
  if (!area) {
    context.warning(`Cannot find command extension for ##vso[${command.area}.command]. ${reference}`);
    return;
  }
  if (area.hosts && !area.hosts.includes(hostOf(context))) {
    context.error(`${command.area} commands are not supported for ${hostOf(context)} pipelines. ${reference}`);
    context.failCommand();
    context.write(line);
    return;
  }
  try {
    execute(context, command);
  } catch (error) {
    context.error(`Unable to process command '${line}' successfully. ${reference}`);
    context.error(error instanceof Error ? error.message : String(error), { source: 'TaskInternal' });
    context.failCommand();
  }
  if (`${command.area}.${command.event}`.toLowerCase() !== 'task.debug') {
    context.debug(`Processed: ${unescapeData(line, context.decodePercents)}`);
  }
}

function execute(context: StepContext, command: LoggingCommand): void {
  const area = command.area.toLowerCase();
  const found = eventsByArea.get(area)?.events[command.event.toLowerCase()];
  if (!found) {
    throw new Error(
      `##vso[${area}.${command.event}] is not a recognized command for ${command.area} command extension. ${reference}.`,
    );
  }
  if (isCommandAllowed(`${area}.${found.name}`, context.task.restrictions)) {
    found.execute(context, command);
  } else {
    const name = `##vso[${command.area}.${command.event}]`;
    context.warning(`${name} is not allowed in this step due to policy restrictions. ${reference}`);
  }
}

function hostOf(context: StepContext): string {
  return (context.variables.get('System.HostType') ?? 'build').toLowerCase();
}
