import { runTaskCommand } from '../sandbox/agent/run-task-command.ts';

const job = new AbortController();
process.once('SIGINT', () => job.abort());

process.exitCode = await runTaskCommand({
  args: process.argv.slice(2),
  env: process.env,
  print: (line) => console.log(line),
  printError: (line) => console.error(line),
  signal: job.signal,
});
