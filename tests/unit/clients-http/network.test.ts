import assert from 'node:assert/strict';
import http from 'node:http';
import net, { type AddressInfo } from 'node:net';
import { describe, it } from 'mocha';
import { classifyFailure } from '../../../src/clients/http/classify-failure.ts';
import { createConnections, type Network } from '../../../src/clients/http/connections.ts';
import { LostAnswerError } from '../../../src/clients/http/http-errors.ts';
import { SlipwayError } from '../../../src/errors.ts';
import { withHttp } from './http-harness.ts';

interface Proxy {
  readonly url: string;
  /** `GET http://...` and `CONNECT host:port`, as they came. */
  readonly asked: string[];
}

/** A forward proxy with tunnels that wants a password, closed after `work`. */
async function withProxy(work: (proxy: Proxy) => Promise<void>): Promise<void> {
  const asked: string[] = [];
  const wanted = `Basic ${Buffer.from('user:p@ss').toString('base64')}`;
  const server = http.createServer((request, answer) => {
    asked.push(`${request.method ?? ''} ${request.url ?? ''}`);
    if (request.headers['proxy-authorization'] !== wanted) return void answer.writeHead(407).end();
    const headers = { ...request.headers, 'proxy-authorization': '' };
    const onward = http.request(request.url ?? '', { method: request.method, headers }, (from) => {
      answer.writeHead(from.statusCode ?? 500, from.headers);
      from.pipe(answer);
    });
    onward.on('error', () => answer.writeHead(502).end());
    request.pipe(onward);
  });
  server.on('connect', (request, socket: net.Socket) => {
    asked.push(`CONNECT ${request.url ?? ''}`);
    if (request.headers['proxy-authorization'] !== wanted) return void socket.end('HTTP/1.1 407 No\r\n\r\n');
    const [host, port] = (request.url ?? '').split(':');
    const onward = net.connect(Number(port), host, () => {
      socket.write('HTTP/1.1 200 Connected\r\n\r\n');
      onward.pipe(socket).pipe(onward);
    });
    for (const end of [socket, onward])
      end.on('error', () => end.destroy()).on('close', () => [socket, onward].map((other) => other.destroy()));
  });
  const sockets = new Set<net.Socket>();
  server.on('connection', (socket: net.Socket) => sockets.add(socket));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  try {
    await work({ url: `http://user:p%40ss@127.0.0.1:${(server.address() as AddressInfo).port}`, asked });
  } finally {
    for (const socket of sockets) socket.destroy();
    await new Promise((resolve) => server.close(resolve));
  }
}

const through = (proxyUrl: string, bypassProxy?: (url: string) => boolean): { network: Network } => ({
  network: { proxyUrl, ...(bypassProxy ? { bypassProxy } : {}) },
});

describe('HTTP: proxy', () => {
  it('is used for requests and for fetch', () =>
    withProxy(async (proxy) => {
      await withHttp(async ({ http, service, seen }) => {
        assert.equal((await http.request({ method: 'GET', url: `${service.url}/one` })).status, 200);
        const answer = await http.fetch(`${service.url}/two`, { method: 'POST', body: 'é', headers: new Headers() });
        assert.deepEqual(await answer.json(), { ok: true });
        assert.deepEqual(proxy.asked, [`GET ${service.url}/one`, `POST ${service.url}/two`]);
        assert.deepEqual(
          seen.map(({ path, body }) => path + body.toString()),
          ['/one', '/twoé'],
        );
      }, through(proxy.url));
    }));

  it('is a tunnel for https', () =>
    withProxy(async (proxy) => {
      await withHttp(
        async ({ http, service }) => {
          // The service speaks no TLS: reaching it through the tunnel is all that can be seen.
          const url = service.url.replace('http:', 'https:');
          await assert.rejects(http.request({ method: 'GET', url }), SlipwayError);
          assert.ok(proxy.asked.includes(`CONNECT ${new URL(service.url).host}`));
        },
        { ...through(proxy.url), limits: { tries: 2 } },
      );
    }));

  it('is left out where the agent says so', () =>
    withProxy(async (proxy) => {
      const asked: string[] = [];
      const bypass = (url: string) => asked.push(url) > 0;
      await withHttp(
        async ({ http, service }) => {
          await http.request({ method: 'GET', url: `${service.url}/one` });
          await http.fetch(`${service.url}/two`);
          assert.deepEqual(asked, [`${service.url}/one`, `${service.url}/two`]);
        },
        through(proxy.url, bypass),
      );
      assert.deepEqual(proxy.asked, []);
    }));

  for (const scheme of ['http:', 'https:']) {
    it(`that wants another password is named, the password is not (${scheme})`, () =>
      withProxy(async (proxy) => {
        const wrong = proxy.url.replace('p%40ss', 'wr0ngpass');
        await withHttp(async ({ http, service, slept }) => {
          const url = service.url.replace('http:', scheme);
          await assert.rejects(http.request({ method: 'POST', url, body: '' }), (error) => {
            assert.ok(error instanceof SlipwayError);
            assert.equal(error.code, 'HTTP_PROXY');
            assert.ok(!error.message.includes('wr0ngpass'));
            return true;
          });
          assert.deepEqual(slept, []);
        }, through(wrong));
      }));
  }

  it('is refused when it is no web address, without repeating it', () => {
    assert.throws(
      () => createConnections({ proxyUrl: 'user:swordfish@proxy' }),
      (error) => error instanceof SlipwayError && error.code === 'HTTP_BAD_URL' && !error.message.includes('swordfish'),
    );
  });
});

describe('HTTP: connections', () => {
  it('knows which failures come before the request is sent', () => {
    const failure = (code: string, more: object = {}) =>
      classifyFailure(Object.assign(new Error('it failed'), { code, ...more }), false);
    for (const code of ['ENOTFOUND', 'EAI_AGAIN', 'ECONNREFUSED', 'EHOSTUNREACH', 'UND_ERR_CONNECT_TIMEOUT']) {
      assert.deepEqual([failure(code).sent, failure(code).passing], [false, true], code);
    }
    assert.equal(failure('ETIMEDOUT', { syscall: 'connect' }).sent, false);
    assert.equal(failure('ETIMEDOUT', { syscall: 'read' }).sent, true);
    assert.equal(failure('ECONNRESET').sent, true);
    assert.equal(failure('UND_ERR_SOCKET').text, 'it failed');
    for (const code of ['SELF_SIGNED_CERT_IN_CHAIN', 'UNABLE_TO_VERIFY_LEAF_SIGNATURE', 'CERT_HAS_EXPIRED']) {
      assert.deepEqual([failure(code).reason, failure(code).passing], ['certificate', false], code);
    }
  });

  it('gives a write up when it is not answered in time: it may have been done', () =>
    withHttp(
      async ({ http, service, strike }) => {
        strike({ kind: 'delay', ms: 3000 });
        await assert.rejects(http.request({ method: 'POST', url: service.url, body: '' }), LostAnswerError);
      },
      { limits: { tryMs: 100 } },
    ));
});
