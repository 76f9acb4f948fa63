import type { ServiceRequest, ServiceResponse } from '../../core/service.ts';
import { runProcess } from '../git/run-git.ts';
import type { GitAddress } from './git-address.ts';
import { unpackBody } from './unpack-body.ts';

interface GitExchange {
  readonly request: ServiceRequest;
  readonly gitDir: string;
  readonly service: GitAddress['service'];
  readonly tail: GitAddress['tail'];
  /** Stands in the reflog. */
  readonly user: string;
  /** Settings of git for this request alone. */
  readonly settings: Readonly<Record<string, string>>;
}

/**
 * Answers a request of git's smart protocol (gitprotocol-http) with git's own programs, and without git-http-backend between,
 * which would be one process more for each request.
 */
export async function speakGit(exchange: GitExchange): Promise<ServiceResponse> {
  const { request, service, tail } = exchange;
  if (tail === 'info/refs') return answer(exchange, 'advertisement', await advertise(exchange));
  if (request.headers['content-type'] !== `application/x-${service}-request`)
    return { status: 415, body: 'Unsupported Media Type', recordBodies: false };
  return answer(exchange, 'result', await run(exchange, '--stateless-rpc', unpackBody(request)));
}

const isVersion2 = (request: ServiceRequest) => /(^|:)version=2(:|$)/.test(protocolOf(request));

/** What the service offers; all but version 2 of the protocol is told first which service that is. */
async function advertise(exchange: GitExchange): Promise<Buffer> {
  const offer = await run(exchange, '--http-backend-info-refs', '');
  if (isVersion2(exchange.request)) return offer;
  const line = `# service=${exchange.service}\n`;
  return Buffer.concat([Buffer.from(`${(line.length + 4).toString(16).padStart(4, '0')}${line}0000`), offer]);
}

async function run({ request, gitDir, service, user, settings }: GitExchange, mode: string, input: string | Buffer) {
  const set = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  const env = {
    GIT_PROTOCOL: protocolOf(request),
    GIT_COMMITTER_NAME: user,
    GIT_COMMITTER_EMAIL: `${user}@http.127.0.0.1`,
  };
  const args = [
    ...set,
    service.replace('git-', ''),
    ...(service === 'git-upload-pack' ? ['--strict'] : []),
    mode,
    gitDir,
  ];
  const { code, stdout, stderr } = await runProcess('git', args, { input, env });
  // What went wrong between the two is in what they said; only an end without a word is the server's failure.
  if (code !== 0 && stdout.length === 0) throw new Error(`${service} ended with ${code}: ${stderr.trim()}`);
  return stdout;
}

const protocolOf = ({ headers }: ServiceRequest): string =>
  typeof headers['git-protocol'] === 'string' ? headers['git-protocol'] : '';

const answer = ({ service }: GitExchange, kind: 'advertisement' | 'result', body: Buffer): ServiceResponse => ({
  status: 200,
  headers: {
    'content-type': `application/x-${service}-${kind}`,
    'cache-control': 'no-cache, max-age=0, must-revalidate',
  },
  body,
  recordBodies: false,
});
