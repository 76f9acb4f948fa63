import { startSandbox, type Sandbox } from '../sandbox.ts';
import { APPROVERS } from './cast.ts';
import { LINE_WIDTH, wrapLines } from './lines.ts';
import type { Decide, Play } from './play.ts';
import { readPlayData, writePlayData } from './play-data.ts';
import { setUpPlay, type OwnBranch } from './set-up-play.ts';

interface PlayOptions {
  /** Keeps the sandbox; a play that was stopped goes on. */
  readonly folder: string;
  /** Of the built tasks. */
  readonly tasksFolder: string;
  /** Of the built hub; there is none when left out. */
  readonly hubFolder?: string | undefined;
  /** Somebody's own branch instead of the sample. */
  readonly own?: OwnBranch | undefined;
  /** Makes reviews and drafts of tickets real. */
  readonly apiKey?: string | undefined;
  /** Of the pages of Azure DevOps; any free one when left out. */
  readonly port?: number;
  /** Decides at gates instead of people. */
  readonly decide?: Decide | undefined;
  readonly print: (line: string) => void;
  readonly signal: AbortSignal;
}

/** Starts a sandbox with everything that a play needs, or the one that the folder keeps. Its `sandbox` is to be closed. */
export async function openPlay(options: PlayOptions): Promise<Play> {
  const { folder, own, apiKey, tasksFolder, hubFolder, print, port = 0 } = options;
  const startedAt = new Date();
  const known = readPlayData(folder);
  const { ports } = known ?? { ports: { azureDevOps: port, jira: 0, slack: 0, claude: 0 } };
  const sandbox = await startSandbox({
    folder,
    port: ports.azureDevOps,
    jira: { port: ports.jira },
    slack: { port: ports.slack },
    claude: { port: ports.claude },
    ...(hubFolder === undefined ? {} : { hub: { folder: hubFolder, people: APPROVERS.map(({ name }) => name) } }),
  });
  try {
    quicken(sandbox);
    if (apiKey !== undefined) sandbox.azureDevOps.executing.connections = { claude: realClaude(apiKey) };
    const data = known ?? (await setUpPlay(sandbox, { own, tasksFolder, now: sandbox.now() }));
    if (!known) writePlayData(folder, data);
    const repository = sandbox.azureDevOps.findRepository(data.repository);
    if (!repository) throw new Error(`${folder} has no repository ${data.repository.repository}.`);
    const { signal, decide } = options;
    return { sandbox, data, repository, print, say: sayWith(print), signal, decide, startedAt };
  } catch (error) {
    await sandbox.close();
    throw error;
  }
}

const sayWith =
  (print: (line: string) => void): Play['say'] =>
  (text, lead = '') => {
    const begin = lead.slice(lead.lastIndexOf('\n') + 1);
    const indent = ' '.repeat(begin.length);
    const lines = wrapLines(text, LINE_WIDTH - begin.length);
    lines.forEach((line, index) => print(index === 0 ? lead + line : indent + line));
  };

/** People wait at the terminal: a relay, and two that work. */
function quicken({ azureDevOps }: Sandbox): void {
  azureDevOps.executing.agents = 3;
  azureDevOps.executing.checkpointMs = 50;
}

const realClaude = (apiKey: string) => ({
  url: 'https://api.anthropic.com',
  authorization: { scheme: 'Token', parameters: { apitoken: apiKey } },
  data: { provider: 'anthropic' },
});
