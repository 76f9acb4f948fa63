import path from 'node:path';
import type { AzureDevOps } from '../azure-devops/azure-devops.ts';
import type { Clock } from '../core/clock.ts';
import { type Service, type ServiceRequest, type ServiceResponse, startService } from '../core/service.ts';
import type { Traffic } from '../core/traffic.ts';
import { contentHandler } from './content.ts';
import { readExtension } from './extension.ts';
import { createHubPages } from './hub.ts';
import type { People } from './people.ts';

export interface HubSettings {
  /** Of the built hub: dist/hub. */
  readonly folder: string;
  /** Of the files of the extension, which have an origin of their own; any free one by default. */
  readonly port?: number;
  /** Display names of those who can be signed in, the first of them at the start; everybody when left out. */
  readonly people?: readonly string[];
}

/** The extension's part of the pages of Azure DevOps. */
export interface SandboxHub {
  readonly people: People;
  readonly contentService: Service;
  /** Undefined for what is not of the hub. */
  answer(request: ServiceRequest): Promise<ServiceResponse> | undefined;
}

interface Around {
  readonly azureDevOps: AzureDevOps;
  readonly traffic: Traffic;
  readonly clock: Clock;
  /** Of the sandbox. */
  readonly folder: string;
  /** Of the service whose pages frame the hub. */
  readonly baseUrl: () => string;
}

/** Serves the files of the extension, and answers for the pages around it. */
export async function startHub(settings: HubSettings, around: Around): Promise<SandboxHub> {
  const { azureDevOps, traffic, clock, folder, baseUrl } = around;
  const extension = readExtension();
  const contentService = await startService({
    nameOf: () => undefined,
    handler: contentHandler({ extension, folder: settings.folder, host: baseUrl }),
    traffic,
    clock,
    ...(settings.port === undefined ? {} : { port: settings.port }),
  });
  const pages = createHubPages({
    azureDevOps,
    extension,
    file: path.join(folder, 'hub/values.json'),
    names: settings.people,
    baseUrl,
    contentUrl: () => contentService.url,
  });
  return { people: pages.people, contentService, answer: (request) => pages.answer(request) };
}
