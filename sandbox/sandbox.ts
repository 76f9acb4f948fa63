import path from 'node:path';
import { createAzureDevOps, type AzureDevOps } from './azure-devops/azure-devops.ts';
import { createClaude, type Claude } from './claude/claude.ts';
import { type Clock, systemClock } from './core/clock.ts';
import { type Service, startService } from './core/service.ts';
import { Traffic } from './core/traffic.ts';
import { startHub, type HubSettings, type SandboxHub } from './hub/start-hub.ts';
import { createJira, type Jira } from './jira/jira.ts';
import { pageHandler } from './page/page-handler.ts';
import { readPageData } from './read-page-data.ts';
import { readRunData } from './read-runs.ts';
import { createSlack, type Slack } from './slack/slack.ts';

/** A local Azure DevOps, Jira and Slack with their pages, and a local Claude, on loopback. */
export interface Sandbox {
  readonly azureDevOps: AzureDevOps;
  readonly claude: Claude;
  readonly jira: Jira;
  readonly slack: Slack;
  readonly azureService: Service;
  readonly claudeService: Service;
  readonly jiraService: Service;
  readonly slackService: Service;
  /** Of the extension in the pages of Azure DevOps, when it is served. */
  readonly hub: SandboxHub | undefined;
  readonly traffic: Traffic;
  /** The time in all of it. */
  now(): Date;
  close(): Promise<void>;
}

interface SandboxOptions {
  /** Keeps everything; a sandbox started again on it goes on where it was. */
  readonly folder: string;
  readonly clock?: Clock;
  /** For the pages and Azure DevOps; any free one by default. */
  readonly port?: number;
  /** Jira Cloud at the root by default. */
  readonly jira?: { readonly deployment?: 'cloud' | 'datacenter'; readonly basePath?: string; readonly port?: number };
  readonly slack?: { readonly port?: number };
  readonly claude?: { readonly port?: number };
  /** Serves the hub and the tab of runs; left out without. */
  readonly hub?: HubSettings;
}

export async function startSandbox({
  folder,
  clock = systemClock,
  port = 0,
  jira: jiraOptions = {},
  slack: { port: slackPort = 0 } = {},
  claude: { port: claudePort = 0 } = {},
  hub: hubSettings,
}: SandboxOptions): Promise<Sandbox> {
  const traffic = new Traffic();
  const azureDevOps = createAzureDevOps({ folder: path.join(folder, 'azure-devops'), clock });
  const claude = createClaude({ clock });
  const pages = pageHandler(
    readPageData(azureDevOps, () => azureService.url),
    readRunData(azureDevOps, () => azureService.url),
  );
  const around = { azureDevOps, traffic, clock, folder, baseUrl: () => azureService.url };
  const hub = hubSettings && (await startHub(hubSettings, around));
  const azureService: Service = await startService({
    nameOf: (request) => azureDevOps.nameOf(request),
    handler: (request) =>
      azureDevOps.nameOf(request) === undefined
        ? (hub?.answer(request) ?? pages(request))
        : azureDevOps.handler(request),
    traffic,
    clock,
    port,
  });
  azureDevOps.setBaseUrl(azureService.url);
  const { port: jiraPort = 0, ...jiraKind } = jiraOptions;
  const jira = createJira({ folder: path.join(folder, 'jira'), clock, ...jiraKind });
  const jiraService = await startService({
    nameOf: (request) => (jira.isPage(request) ? undefined : 'jira'),
    handler: jira.handler,
    traffic,
    clock,
    port: jiraPort,
  });
  jira.setBaseUrl(jiraService.url);
  const slack = createSlack({ folder: path.join(folder, 'slack'), clock });
  const slackService = await startService({
    nameOf: (request) => (slack.isPage(request) ? undefined : 'slack'),
    handler: slack.handler,
    upgrade: slack.upgrade,
    traffic,
    clock,
    port: slackPort,
  });
  slack.setBaseUrl(slackService.url);
  const claudeService = await startService({
    nameOf: () => 'anthropic',
    handler: claude.handler,
    traffic,
    clock,
    port: claudePort,
  });
  return {
    azureDevOps,
    claude,
    jira,
    slack,
    azureService,
    claudeService,
    jiraService,
    slackService,
    hub,
    traffic,
    now: () => clock.now(),
    async close() {
      await azureDevOps.close();
      const services = [azureService, claudeService, jiraService, slackService];
      await Promise.all([...services, ...(hub ? [hub.contentService] : [])].map((service) => service.close()));
    },
  };
}
