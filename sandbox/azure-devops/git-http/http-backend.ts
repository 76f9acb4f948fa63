import { execFileSync } from 'node:child_process';
import path from 'node:path';
import type { ServiceRequest, ServiceResponse } from '../../core/service.ts';
import { gitEnvironment, runProcess } from '../git/run-git.ts';

let program: string | undefined;

function backend(): string {
  program ??= path.join(
    execFileSync('git', ['--exec-path'], { encoding: 'utf8', env: gitEnvironment() }).trim(),
    'git-http-backend',
  );
  return program;
}

interface BackendRequest {
  readonly request: ServiceRequest;
  readonly gitDir: string;
  /** info/refs and so on. */
  readonly tail: string;
  readonly user: string;
  /** Settings of git for this request alone. */
  readonly settings: Readonly<Record<string, string>>;
}

/** Answers a request of git's smart protocol with git's own CGI program. */
export async function askBackend({ request, gitDir, tail, user, settings }: BackendRequest): Promise<ServiceResponse> {
  const { headers, method, url, body } = request;
  const optional = (name: string, value: string | string[] | undefined) =>
    typeof value === 'string' ? { [name]: value } : {};
  const names = Object.keys(settings);
  const env = {
    GIT_PROJECT_ROOT: path.dirname(gitDir),
    PATH_INFO: `/${path.basename(gitDir)}/${tail}`,
    GIT_HTTP_EXPORT_ALL: '1',
    REQUEST_METHOD: method,
    QUERY_STRING: url.search.slice(1),
    CONTENT_LENGTH: String(body.length),
    REMOTE_USER: user,
    REMOTE_ADDR: '127.0.0.1',
    ...optional('CONTENT_TYPE', headers['content-type']),
    ...optional('HTTP_CONTENT_ENCODING', headers['content-encoding']),
    ...optional('GIT_PROTOCOL', headers['git-protocol']),
    ...optional('HTTP_GIT_PROTOCOL', headers['git-protocol']),
    GIT_CONFIG_COUNT: String(names.length),
    ...Object.fromEntries(
      names.flatMap((name, index) => [
        [`GIT_CONFIG_KEY_${index}`, name],
        [`GIT_CONFIG_VALUE_${index}`, settings[name] ?? ''],
      ]),
    ),
  };
  const { stdout, stderr } = await runProcess(backend(), [], { input: body, env });
  const end = stdout.indexOf('\r\n\r\n');
  if (end < 0) throw new Error(`git-http-backend answered nothing: ${stderr}`);
  return responseOf(stdout.toString('latin1', 0, end), stdout.subarray(end + 4));
}

function responseOf(head: string, body: Buffer): ServiceResponse {
  const headers: Record<string, string> = {};
  for (const line of head.split('\r\n')) {
    const colon = line.indexOf(':');
    headers[line.slice(0, colon).toLowerCase()] = line.slice(colon + 1).trim();
  }
  const { status = '200', ...others } = headers;
  return { status: Number.parseInt(status, 10), headers: others, body, recordBodies: false };
}
