import { Writable } from 'node:stream';
import { clean, endTaskLibLoading, writeLine } from './output.ts';
// After ./output.ts, which must see the environment and guard the output first.
import * as tl from 'azure-pipelines-task-lib/task.js';

/** The commands that task-lib makes for us. */
const COMMAND = /^##vso\[(?:task\.|build\.addbuildtag\])/;

/**
 * Where task-lib prints. Its commands pass, for it escapes their data; its debug lines do not: they repeat every input
 * and every credential in clear, before we could have it masked.
 */
const commands = new Writable({
  decodeStrings: false,
  write(chunk: string | Buffer, _encoding, done) {
    for (const line of chunk.toString().split(/\r?\n/)) {
      if (line === '' || line.startsWith('##vso[task.debug]')) continue;
      writeLine(COMMAND.test(line) ? line : clean(line));
    }
    done();
  },
});

tl.setStdStream(commands);
endTaskLibLoading();

// task-lib fails the task with a raw stack when something is thrown outside of a promise; run-task.ts does it properly.
process.removeAllListeners('uncaughtException');
process.removeAllListeners('unhandledRejection');

export { tl };
