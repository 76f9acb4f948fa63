/** Why there is no answer. `sent` is false only when the service surely never saw the request. */
export interface Failure {
  readonly reason: 'network' | 'timeout' | 'certificate' | 'proxy';
  readonly sent: boolean;
  /** Another try may help: not with a bad certificate or a proxy that wants a password. */
  readonly passing: boolean;
  /** A few words: the error's code or message. */
  readonly text: string;
}

const NEVER_SENT = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'ENETUNREACH',
  'EHOSTUNREACH',
  'UND_ERR_CONNECT_TIMEOUT',
]);

const CERTIFICATE = /CERT|SELF_SIGNED|VERIFY_LEAF|ERR_TLS|UND_ERR_PRX_TLS/;

/** Reads undici's and Node's errors. A tunnel that a proxy refuses has no code of its own, only its text. */
export function classifyFailure(error: unknown, timedOut: boolean): Failure {
  const { name, message, syscall, text } = partsOf(error);
  const tunnel = /Proxy response \((\d+)\)|Proxy Authentication Required \((\d+)\)/.exec(message);
  if (tunnel) {
    const status = Number(tunnel[1] ?? tunnel[2]);
    return { reason: 'proxy', sent: false, passing: status >= 500, text: `the proxy answered ${status}` };
  }
  if (CERTIFICATE.test(name)) return { reason: 'certificate', sent: false, passing: false, text };
  const sent = !NEVER_SENT.has(name) && syscall !== 'connect' && syscall !== 'getaddrinfo';
  const timeout = timedOut && sent;
  return { reason: timeout ? 'timeout' : 'network', sent, passing: true, text: timeout ? 'no answer in time' : text };
}

function partsOf(error: unknown): { name: string; message: string; syscall: unknown; text: string } {
  if (!(error instanceof Error)) return { name: '', message: '', syscall: undefined, text: 'no reason given' };
  const { code, syscall, message } = error as Error & { code?: unknown; syscall?: unknown };
  const name = typeof code === 'string' ? code : '';
  const ownText = name === '' || name.startsWith('UND_ERR');
  return { name, message, syscall, text: ownText ? message : name };
}
