import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import * as z from 'zod';
import type { Service } from '../core/service.ts';
import type { Sandbox } from '../sandbox.ts';

const PullRequest = z.strictObject({
  id: z.int(),
  /** Full refs. */
  source: z.string(),
  target: z.string(),
  title: z.string(),
});

/** What was set up for a play. How far it has come is in the sandbox itself. */
export const PlayData = z.strictObject({
  schema: z.literal(1),
  /** Links in messages and tickets name them, so a sandbox that goes on has the same. */
  ports: z.strictObject({ azureDevOps: z.int(), jira: z.int(), slack: z.int(), claude: z.int() }),
  kind: z.enum(['sample', 'own']),
  repository: z.strictObject({ organisation: z.string(), project: z.string(), repository: z.string() }),
  /** Where changes go and releases are; its short name. */
  branch: z.string(),
  /** Key of the project in Jira. */
  board: z.string(),
  /** Id in Slack. */
  channel: z.string(),
  pullRequests: z.array(PullRequest),
});

export type PlayData = z.infer<typeof PlayData>;

const fileOf = (folder: string): string => path.join(folder, 'play.json');

/** Undefined when no play was set up in the folder. */
export function readPlayData(folder: string): PlayData | undefined {
  const file = fileOf(folder);
  return existsSync(file) ? PlayData.parse(JSON.parse(readFileSync(file, 'utf8'))) : undefined;
}

export function writePlayData(folder: string, data: PlayData): void {
  mkdirSync(folder, { recursive: true });
  writeFileSync(`${fileOf(folder)}.new`, `${JSON.stringify(data, null, 2)}\n`);
  renameSync(`${fileOf(folder)}.new`, fileOf(folder));
}

const portOf = ({ url }: Service): number => Number(new URL(url).port);

export const portsOf = ({ azureService, jiraService, slackService, claudeService }: Sandbox): PlayData['ports'] => ({
  azureDevOps: portOf(azureService),
  jira: portOf(jiraService),
  slack: portOf(slackService),
  claude: portOf(claudeService),
});
