import type { Clock } from '../../../sandbox/core/clock.ts';
import type { FaultKind } from '../../../sandbox/core/faults.ts';
import { startService, type Handler, type Service, type ServiceRequest } from '../../../sandbox/core/service.ts';
import { Traffic } from '../../../sandbox/core/traffic.ts';
import { createJira, type Jira, type NewToken } from '../../../sandbox/jira/jira.ts';
import { createHttpClient } from '../../../src/clients/http/http-client.ts';
import { createJiraTracker, type JiraTracker } from '../../../src/clients/jira/create-jira.ts';
import type { JiraConnection } from '../../../src/clients/jira/jira-connection.ts';

export type Deployment = JiraConnection['deployment'];

interface Options {
  readonly deployment?: Deployment;
  readonly basePath?: string;
  readonly token?: Omit<NewToken, 'user'>;
  /** Instead of the sandbox's Jira. */
  readonly handler?: Handler;
}

export interface Harness {
  readonly jira: Jira;
  readonly tracker: JiraTracker;
  readonly connection: JiraConnection;
  readonly service: Service;
  /** Requests in the order of their arrival. */
  readonly seen: ServiceRequest[];
  readonly lines: string[];
  /** Virtual milliseconds since the start. */
  readonly elapsed: () => number;
  /** Writes that changed something, as `POST issue/SHOP-1/comment`. */
  readonly writes: () => readonly string[];
  readonly strike: (method: string, path: RegExp, fault: FaultKind, times?: number) => void;
  /** A tracker of another connection to the same Jira. */
  readonly trackerOf: (over: Partial<JiraConnection>) => JiraTracker;
}

const START = Date.UTC(2026, 10, 20, 12);

/** A Jira with the project SHOP and a tracker on it, in virtual time that only waiting moves on. */
export async function withJira(work: (harness: Harness) => Promise<void>, options: Options = {}): Promise<void> {
  const { deployment = 'cloud', basePath = '' } = options;
  let time = START;
  const clock: Clock = { now: () => new Date(time), speed: 1 };
  const jira = createJira({ clock, deployment, basePath });
  jira.createProject({ key: 'SHOP', name: 'Shop' });
  const seen: ServiceRequest[] = [];
  const lines: string[] = [];
  const service = await startService({
    nameOf: () => (deployment === 'cloud' ? 'jira' : undefined),
    traffic: new Traffic(),
    clock,
    handler: async (request) => {
      seen.push(request);
      const answer = await (options.handler ?? jira.handler)(request);
      // A moment to come back at is compared with the answer's own.
      return { ...answer, headers: { date: clock.now().toUTCString(), ...answer.headers } };
    },
  });
  jira.setBaseUrl(service.url);
  const note = (level: string) => (message: string) => void lines.push(`${level} ${message}`);
  const log = {
    debug: note('debug'),
    info: note('info'),
    warn: note('warn'),
    error: note('error'),
    group: <T>(_name: string, inside: () => Promise<T>) => inside(),
  };
  const http = createHttpClient({
    signal: new AbortController().signal,
    log,
    now: () => time,
    random: () => 1,
    sleep: (ms) => {
      const until = time + ms;
      // Others that wait at the same moment do not wait twice.
      return Promise.resolve().then(() => void (time = Math.max(time, until)));
    },
  });
  const { token, email } = jira.issueToken({ user: 'Slipway', ...options.token });
  const connection: JiraConnection = {
    url: `${service.url}${basePath}/`,
    deployment,
    user: deployment === 'cloud' ? email : undefined,
    token,
  };
  const trackerOf = (over: Partial<JiraConnection>) =>
    createJiraTracker({ connection: { ...connection, ...over }, http, log });
  try {
    await work({
      jira,
      connection,
      tracker: trackerOf({}),
      trackerOf,
      service,
      seen,
      lines,
      elapsed: () => time - START,
      writes: () =>
        jira.journal.flatMap(({ method, path, status }) =>
          status < 300 ? [`${method} ${path.replace(/^.*\/rest\/api\/\d\//, '')}`] : [],
        ),
      strike: (method, path, fault, times = 1) =>
        service.faults.add({ match: (one) => one.method === method && path.test(one.path), fault, times }),
    });
  } finally {
    await http.close();
    await service.close();
  }
}

/** Runs a test on both deployments, Data Center below a path. */
export const onBoth = (work: (harness: Harness, deployment: Deployment) => Promise<void>) => async () => {
  await withJira((harness) => work(harness, 'cloud'));
  await withJira((harness) => work(harness, 'datacenter'), { deployment: 'datacenter', basePath: '/jira' });
};
