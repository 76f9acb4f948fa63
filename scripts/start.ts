// npm start: the whole product on this machine, from pull requests to a release. See --help.
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { standInNotice } from '../sandbox/claude/stand-in/reviewer.ts';
import { hubPathOf } from '../sandbox/hub/addresses.ts';
import { runsPathOf } from '../sandbox/page/runs/addresses.ts';
import { APPROVERS } from '../sandbox/play/cast.ts';
import { approve } from '../sandbox/play/gates.ts';
import { openPlay } from '../sandbox/play/open-play.ts';
import type { Play } from '../sandbox/play/play.ts';
import { readPlayData } from '../sandbox/play/play-data.ts';
import type { OwnBranch } from '../sandbox/play/set-up-play.ts';
import { playStory } from '../sandbox/play/story.ts';
import { findApiKey } from './api-key.ts';
import { buildExtension } from './build-extension.ts';
import { findBusyPort } from './busy-port.ts';
import { openPages } from './open-pages.ts';
import { runCommand, UsageError } from './usage.ts';

const HELP = `npm start -- [options]
  --repo PATH     play with a branch of a repository of yours, which is only read
  --branch NAME   the branch (with --repo)
  --base NAME     the branch it goes into [main]
  --exit          wait for nobody: gates approve themselves; the exit status tells whether all went through
  --data FOLDER   keep everything there; started again, a play goes on where it was [a temporary folder]
  --port N        port of the pages of Azure DevOps [any free one]
  --no-build      use dist/ as it is
  --no-open       open no pages in the browser
ANTHROPIC_API_KEY makes reviews and drafts of tickets real; without it a stand-in answers, which is no model.`;

const OPTIONS = {
  repo: { type: 'string' },
  branch: { type: 'string' },
  base: { type: 'string', default: 'main' },
  exit: { type: 'boolean', default: false },
  data: { type: 'string' },
  port: { type: 'string', default: '0' },
  build: { type: 'boolean', default: true },
  open: { type: 'boolean', default: true },
  help: { type: 'boolean', short: 'h', default: false },
} as const;

const root = path.join(import.meta.dirname, '..');
const tasksFolder = path.join(root, 'dist/tasks');
const hubFolder = path.join(root, 'dist/hub');

async function start(signal: AbortSignal): Promise<number> {
  const { values } = parseArgs({ options: OPTIONS, allowNegative: true });
  if (values.help) {
    console.log(HELP);
    return 0;
  }
  const own = readOwn(values);
  const port = readPort(values.port);
  const folder = await chooseFolder(values, port);
  // A play that goes on has the tasks that it was set up with.
  if (values.build || readPlayData(folder) === undefined) await build(values.build);
  signal.throwIfAborted();
  const print = (line: string) => console.log(line);
  const apiKey = findApiKey();
  print(apiKey === undefined ? standInNotice : 'Reviewed by Claude: the changes are sent to api.anthropic.com.');
  // A play that goes on may do so where nothing is built.
  const hub = existsSync(path.join(hubFolder, 'hub.html')) ? { hubFolder } : {};
  const decide = values.exit ? approve : undefined;
  const options = { folder, tasksFolder, ...hub, own, apiKey, port, decide, print, signal };
  const play = await openPlay(options).catch((error: unknown) => refuseOwn(own, error));
  try {
    print(`\n${renderAddresses(play)}`);
    if (values.open && !values.exit) openPages(firstPages(play));
    const isDone = await playStory(play);
    print(`\n${renderAddresses(play)}`);
    if (!values.exit) await leaveOpen(print, signal);
    return isDone ? 0 : 1;
  } finally {
    play.sandbox.traffic.write(path.join(root, 'out/traffic'), 'start');
    await play.sandbox.close();
    if (values.data !== undefined) print(`npm start -- --data ${values.data} goes on.`);
  }
}

/** Leaves the pages to people, until Ctrl+C. */
async function leaveOpen(print: (line: string) => void, signal: AbortSignal): Promise<void> {
  print('Ctrl+C ends the sandbox.');
  await new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));
}

/** A play with somebody's own branch that cannot be set up fails for that branch. */
function refuseOwn(own: OwnBranch | undefined, error: unknown): never {
  if (!own) throw error;
  throw new UsageError(`${own.clone} is no git repository with the branches ${own.branch} and ${own.base}.`);
}

/** Where there is something to see. */
const renderAddresses = (play: Play): string =>
  [
    `Slack, to read and to click:                      ${slackPage(play)}`,
    `Azure DevOps, runs and their gates:               ${runsPage(play)}`,
    ...(play.sandbox.hub ? [`The hub, approvals and releases:                  ${hubPage(play)}`] : []),
    `Pull requests, every thread where it was placed:  ${play.sandbox.azureService.url}`,
    `Releases, ledger and tags:                        ${play.repository.cloneUrl()}/releases`,
    `The board of the tickets:                         ${boardPage(play)}`,
  ].join('\n');

/** What a newcomer sees first. */
const firstPages = (play: Play): readonly string[] => [
  play.sandbox.hub ? hubPage(play) : runsPage(play),
  slackPage(play),
  boardPage(play),
];

const slackPage = ({ sandbox, data }: Play): string => sandbox.slack.pageUrl(data.channel, APPROVERS[0].name);

const boardPage = ({ sandbox, data }: Play): string => `${sandbox.jira.siteUrl()}/projects/${data.board}/board`;

const hubPage = ({ sandbox, data: { repository } }: Play): string =>
  sandbox.azureService.url + hubPathOf({ organization: repository.organisation, project: repository.project });

const runsPage = ({ sandbox, data: { repository } }: Play): string =>
  sandbox.azureService.url + runsPathOf({ organization: repository.organisation, project: repository.project });

function readOwn({ repo, branch, base }: { repo?: string; branch?: string; base: string }): OwnBranch | undefined {
  if ((repo === undefined) !== (branch === undefined)) throw new UsageError('--repo and --branch go together.');
  return repo === undefined || branch === undefined ? undefined : { clone: repo, branch, base };
}

function readPort(text: string): number {
  const port = Number(text);
  if (!Number.isInteger(port) || port < 0 || port > 65_535) throw new UsageError(`--port ${text} is no port.`);
  return port;
}

/** The folder of the sandbox: the one that is kept, or one that goes with the process. */
async function chooseFolder({ data, repo }: { data?: string; repo?: string }, port: number): Promise<string> {
  const known = data === undefined ? undefined : readPlayData(data);
  const busy = await findBusyPort(known ? Object.values(known.ports) : [port]);
  if (busy !== undefined)
    throw new UsageError(known ? `Port ${busy} of ${data ?? ''} is in use.` : `Port ${busy} is in use.`);
  if (data === undefined) {
    const folder = mkdtempSync(path.join(os.tmpdir(), 'slipway-sandbox-'));
    process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
    return folder;
  }
  if (!known && existsSync(path.join(data, 'azure-devops')))
    throw new UsageError(`${data} holds a play that was never set up whole: empty it, or name another folder.`);
  if (known && repo !== undefined) throw new UsageError(`${data} holds a play already: leave out --repo and --branch.`);
  return path.resolve(data);
}

async function build(isWanted: boolean): Promise<void> {
  if (isWanted) {
    console.log('Building the tasks ...');
    await buildExtension();
  } else if (!existsSync(path.join(tasksFolder, 'AIReview/index.js')))
    throw new UsageError('There is no dist/ yet: leave out --no-build.');
}

await runCommand({ name: 'npm start', run: start });
