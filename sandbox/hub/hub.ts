import { readFileSync } from 'node:fs';
import { buildSync } from 'esbuild';
import * as z from 'zod';
import type { AzureDevOps, Identity } from '../azure-devops/azure-devops.ts';
import type { ProjectPlace } from '../azure-devops/pipelines/place.ts';
import { descriptorOf } from '../azure-devops/present/identity.ts';
import type { ServiceRequest, ServiceResponse } from '../core/service.ts';
import { findHubPage, type HubPage } from './addresses.ts';
import { contentPathOf } from './content.ts';
import { HUB, RUN_TAB, type Extension } from './extension.ts';
import { renderHostPage, SCRIPT_PATH, STYLE_PATH } from './host-page.ts';
import { openKeptValues } from './kept-values.ts';
import { ASK, type PageConfig } from './page-config.ts';
import { createPeople, type People } from './people.ts';

/** The pages of Azure DevOps around the hub and the tab of a run. */
export interface HubPages {
  readonly people: People;
  /** Undefined for what is none of these pages, nor asked by their script. */
  answer(request: ServiceRequest): Promise<ServiceResponse> | undefined;
}

interface HubOptions {
  readonly azureDevOps: AzureDevOps;
  readonly extension: Extension;
  /** Holds what the extension keeps with the service. */
  readonly file: string;
  readonly names: readonly string[] | undefined;
  readonly baseUrl: () => string;
  readonly contentUrl: () => string;
}

const STYLE = new URL('page/host.css', import.meta.url);
const SCRIPT = new URL('page/main.ts', import.meta.url);

/** Bundled when a page first asks for it, in a process of its own: a service of esbuild that was ended would stay dead. */
function bundleScript(): string {
  const { outputFiles } = buildSync({
    entryPoints: [SCRIPT.pathname],
    bundle: true,
    write: false,
    format: 'esm',
    target: 'es2022',
  });
  return outputFiles[0]?.text ?? '';
}

const Asked = z.object({ organisation: z.string(), project: z.string() });
const AskedPerson = Asked.extend({ person: z.string() });
const AskedValue = Asked.extend({
  scope: z.string().max(100),
  key: z.string().max(200),
  value: z.unknown().optional(),
});

const json = (value: unknown, headers = {}): ServiceResponse => ({
  status: 200,
  headers: { 'content-type': 'application/json; charset=utf-8', 'cache-control': 'no-store', ...headers },
  body: JSON.stringify(value),
});

const refused = (status: number, message: string): ServiceResponse => ({
  status,
  headers: { 'content-type': 'application/json; charset=utf-8', 'cache-control': 'no-store' },
  body: JSON.stringify({ message }),
});

/** Whether the script of a page of this host asks: no other site, and no other name of this machine. */
function isFromHere({ method, headers, url }: ServiceRequest): boolean {
  const isLocal = ['127.0.0.1', 'localhost', '[::1]'].includes(url.hostname);
  return isLocal && method === 'POST' && headers.origin === url.origin;
}

export function createHubPages(options: HubOptions): HubPages {
  const { azureDevOps, extension, file, baseUrl, contentUrl } = options;
  const people = createPeople({ azureDevOps, scopes: extension.scopes, names: options.names });
  const values = openKeptValues(file);
  let script: string | undefined;

  const headers = (): Readonly<Record<string, string>> => ({
    'cache-control': 'no-store',
    'content-security-policy': `default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src data:; frame-src ${contentUrl()}; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`,
    'referrer-policy': 'no-referrer',
    'x-content-type-options': 'nosniff',
  });
  const answerWith = (type: string, body: string | Buffer, status = 200): ServiceResponse => ({
    status,
    headers: { ...headers(), 'content-type': `${type}; charset=utf-8` },
    body,
  });
  const peopleOf = ({ organisation: { document } }: ProjectPlace) => ({
    organisation: document.name,
    identities: document.identities,
  });

  const render = (request: ServiceRequest, page: HubPage): ServiceResponse => {
    const place = azureDevOps.findProject(page.project.organization, page.project.project);
    if (!place) return answerWith('text/plain', 'There is no such project.', 404);
    if (page.kind === 'runTab' && !hasRun(place, page.run))
      return answerWith('text/plain', 'There is no such run.', 404);
    const person = people.signedIn(request, peopleOf(place));
    if (!person) return answerWith('text/plain', 'Nobody is known who could sign in.', 404);
    const config = configOf(place, page, person);
    return answerWith('text/html', renderHostPage({ config, people: people.list(peopleOf(place)) }));
  };

  const configOf = ({ organisation, project }: ProjectPlace, page: HubPage, person: Identity): PageConfig => ({
    baseUrl: baseUrl(),
    organisation: { id: organisation.document.id, name: organisation.document.name },
    project: { id: project.id, name: project.name },
    person: {
      ...{ id: person.id, name: person.displayName },
      ...{ uniqueName: person.uniqueName, descriptor: descriptorOf(person) },
    },
    contributionId: page.contribution,
    extension: { publisherId: extension.publisher, extensionId: extension.id, version: extension.version },
    contentUrl: `${contentUrl()}${contentPathOf(extension)}${extension.uriOf(page.kind === 'hub' ? HUB : RUN_TAB)}`,
    ...(page.kind === 'runTab' ? { run: page.run } : {}),
  });

  const ask = (request: ServiceRequest): ServiceResponse => {
    if (!isFromHere(request)) return refused(403, 'Only pages of this sandbox may ask.');
    const body = readJson(request.body);
    const asked = Asked.safeParse(body).data;
    const place = asked && azureDevOps.findProject(asked.organisation, asked.project);
    const person = place && people.signedIn(request, peopleOf(place));
    if (!place || !person) return refused(404, 'There is no such project.');
    switch (request.path) {
      case ASK.token:
        return json({ token: people.tokenOf(place.organisation.document.name, person) });
      case ASK.person:
        return signIn(place, body);
      default:
        return answerValue(body, person);
    }
  };

  const signIn = (place: ProjectPlace, body: unknown): ServiceResponse => {
    const id = AskedPerson.safeParse(body).data?.person;
    const person = people.list(peopleOf(place)).find((one) => one.id === id);
    if (!person) return refused(404, 'There is no such person.');
    const { name, value } = people.cookieOf(person);
    return json({}, { 'set-cookie': `${name}=${value}; Path=/; HttpOnly; SameSite=Strict` });
  };

  const answerValue = (body: unknown, person: Identity): ServiceResponse => {
    const asked = AskedValue.safeParse(body);
    if (!asked.success) return refused(400, 'A value needs a scope and a key.');
    const { scope, key, value } = asked.data;
    const own = scope === 'User' ? `User/${person.id}` : 'Default/Current';
    if ('value' in asked.data) values.set(own, key, value);
    return json({ value: values.get(own, key) ?? null });
  };

  return {
    people,
    answer(request) {
      const page = findHubPage(request.url);
      if (page) return Promise.resolve(render(request, page));
      switch (request.path) {
        case SCRIPT_PATH:
          script ??= bundleScript();
          return Promise.resolve(answerWith('text/javascript', script));
        case STYLE_PATH:
          return Promise.resolve(answerWith('text/css', readFileSync(STYLE)));
        case ASK.token:
        case ASK.person:
        case ASK.values:
          return Promise.resolve(ask(request));
        default:
          return undefined;
      }
    },
  };
}

const hasRun = ({ organisation, project }: ProjectPlace, id: number): boolean => {
  const build = organisation.builds.get(id);
  return build !== undefined && organisation.pipelines.get(build.pipelineId)?.projectId === project.id;
};

function readJson(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString('utf8'));
  } catch {
    return undefined;
  }
}
