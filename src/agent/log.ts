import type { Log } from '../log.ts';

export interface AgentLog extends Log {
  /** Unfolds what an interrupted `group` left open. */
  closeGroups(): void;
}

/** A logging command as the agent parses it: see `escapeData`. */
export function formatCommand(event: string, properties: string, data: string): string {
  return `##vso[${event}${properties === '' ? '' : ` ${properties}`}]${escapeData(data)}`;
}

/**
 * The task's log. `clean` masks secrets and breaks foreign logging commands; `writeLine` prints one line as it is. The
 * agent shows debug lines only in runs with system diagnostics. Groups do not nest in the service: an inner one is a
 * plain line.
 */
export function createLog(clean: (text: string) => string, writeLine: (line: string) => void): AgentLog {
  let depth = 0;
  const printLines = (message: string, format: (line: string) => string): void => {
    for (const line of clean(message).split('\n')) writeLine(format(line));
  };
  const issue = (type: 'warning' | 'error', message: string): void =>
    writeLine(formatCommand('task.logissue', `type=${type};`, clean(message)));

  return {
    debug: (message) => printLines(message, (line) => formatCommand('task.debug', '', line)),
    info: (message) => printLines(message, (line) => line),
    warn: (message) => issue('warning', message),
    error: (message) => issue('error', message),
    async group(name, work) {
      const title = clean(name).replaceAll('\n', ' ');
      writeLine(depth === 0 ? `##[group]${title}` : title);
      depth += 1;
      try {
        return await work();
      } finally {
        depth = Math.max(depth - 1, 0);
        if (depth === 0) writeLine('##[endgroup]');
      }
    },
    closeGroups() {
      if (depth > 0) writeLine('##[endgroup]');
      depth = 0;
    },
  };
}

/** The agent reads data up to the end of the line and turns these back, the percent sign last. */
function escapeData(data: string): string {
  return data.replaceAll('%', '%AZP25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}
