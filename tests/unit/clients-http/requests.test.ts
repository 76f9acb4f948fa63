import assert from 'node:assert/strict';
import { inspect } from 'node:util';
import fc from 'fast-check';
import { describe, it } from 'mocha';
import { AnswerTooLargeError } from '../../../src/clients/http/http-errors.ts';
import { sleep } from '../../../src/clients/http/sleep.ts';
import { SlipwayError } from '../../../src/errors.ts';
import { withHttp } from './http-harness.ts';

const SECRET = 'swordfish+/=1234567890';

const coded = (code: string) => (error: unknown) => {
  assert.ok(error instanceof SlipwayError, String(error));
  assert.equal(error.code, code);
  return true;
};

describe('HTTP: requests and answers', () => {
  it('carries any text unchanged, there and back', () =>
    withHttp(
      async ({ http, service }) => {
        const send = async (text: string) => {
          const answer = await http.request({ method: 'PUT', url: service.url, body: text });
          assert.equal(answer.text(), text);
        };
        await send('👩‍👩‍👧‍👦 漢字 שלום مرحبا \u202E\u0000\r\n é e\u0301');
        await fc.assert(fc.asyncProperty(fc.string({ unit: 'grapheme', minLength: 1 }), send), { numRuns: 50 });
      },
      {},
      ({ body }) => ({ status: 200, body }),
    ));

  it('reads JSON behind a byte order mark, and says so when it is none', () =>
    withHttp(async ({ http, service, strike }) => {
      strike({ kind: 'answer', status: 200, body: '\uFEFF{"a":1}' });
      assert.deepEqual((await http.request({ method: 'GET', url: service.url })).json(), { a: 1 });
      strike({ kind: 'answer', status: 200, body: `<html>${SECRET}` });
      const answer = await http.request({ method: 'GET', url: service.url });
      assert.throws(() => answer.json(), coded('HTTP_NOT_JSON'));
      assert.throws(
        () => answer.json(),
        (error: Error) => !error.message.includes(SECRET) && error.cause === undefined,
      );
    }));

  it('refuses an answer that is too large, announced or not', () =>
    withHttp(
      async ({ http, service }) => {
        for (const path of ['/announced', '/streamed']) {
          await assert.rejects(
            http.request({ method: 'GET', url: service.url + path, maxBytes: 1000 }),
            (error) => error instanceof AnswerTooLargeError && error.size > 1000,
          );
        }
      },
      {},
      ({ path }) => ({
        status: 200,
        ...(path === '/announced' ? { headers: { 'content-length': '5000' } } : {}),
        body: 'x'.repeat(5000),
      }),
    ));

  it('refuses what is no web address, without repeating it', () =>
    withHttp(async ({ http }) => {
      for (const url of [`file:///etc/${SECRET}`, `http//x?token=${SECRET}`, '']) {
        await assert.rejects(http.request({ method: 'GET', url }), (error: Error) => {
          coded('HTTP_BAD_URL')(error);
          return !error.message.includes(SECRET);
        });
      }
    }));

  it('writes one line for each request', () =>
    withHttp(async ({ http, service, lines, strike }) => {
      strike({ kind: 'answer', status: 200, headers: { 'x-ratelimit-delay': '0.4' } });
      await http.request({ method: 'GET', url: `${service.url}/a/b?$top=3` });
      assert.deepEqual(lines, [`debug GET ${service.url}/a/b?$top=3 200 (slowed by the service: 0.4 s) 0 ms`]);
    }));
});

describe('HTTP: secrets', () => {
  const headers = { authorization: `Bearer ${SECRET}` };

  it('never names a token, wherever it turns up', () =>
    withHttp(
      async ({ http, service, strike, lines }) => {
        const basic = Buffer.from(`user:${SECRET}`).toString('base64');
        for (const authorization of [`Bearer ${SECRET}`, `Basic ${basic}`, SECRET]) {
          const body = { message: `bad token ${SECRET} or ${encodeURIComponent(SECRET)} (${basic}) known-secret` };
          strike({ kind: 'answer', status: 400, body });
          const url = `${service.url.replace('//', `//me:${encodeURIComponent(SECRET)}@`)}/${encodeURIComponent(SECRET)}?q=${SECRET}`;
          const headers = { authorization, 'x-api-key': basic };
          await assert.rejects(http.request({ method: 'POST', url, headers, body: SECRET }), (error: Error) => {
            for (const text of [error.message, inspect(error), ...lines]) {
              for (const secret of [SECRET, encodeURIComponent(SECRET), basic, 'known-secret', 'me:']) {
                assert.ok(!text.includes(secret), text);
              }
            }
            return true;
          });
        }
        assert.equal(lines.length, 3);
      },
      { redact: (text) => text.replaceAll('known-secret', '***') },
    ));

  it('hides the values of query parameters that sound secret, and keeps the others', () =>
    withHttp(async ({ http, service, strike }) => {
      strike({ kind: 'answer', status: 400 });
      const url = `${service.url}/x?path=%2Fa&access_token=${SECRET}&sig=abcdef`;
      await assert.rejects(
        http.request({ method: 'GET', url }),
        /x\?path=%2Fa&access_token=\*\*\*&sig=\*\*\* answered 400/,
      );
    }));

  it('shortens a page to its title and a long text to its beginning, on one line', () =>
    withHttp(async ({ http, service, strike }) => {
      const html = { 'content-type': 'text/html' };
      strike({ kind: 'answer', status: 404, headers: html, body: '<html><title>Not\n here</title>...' });
      await assert.rejects(http.request({ method: 'GET', url: service.url }), /answered 404: Not here\.?$/);
      strike({ kind: 'answer', status: 404, body: '##vso[x]\r\n\u202E'.repeat(500) });
      await assert.rejects(http.request({ method: 'GET', url: service.url }), (error: Error) => {
        assert.ok(error.message.length < 500 && !/[\n\r\u202E]/.test(error.message));
        return true;
      });
    }));

  it('follows no redirect, so that the token goes nowhere else', () =>
    withHttp(async (there) => {
      await withHttp(async ({ http, service, strike }) => {
        for (const status of [301, 302, 303, 307, 308]) {
          strike({ kind: 'answer', status, headers: { location: `${there.service.url}/else?token=${SECRET}` } });
          await assert.rejects(http.request({ method: 'GET', url: service.url, headers }), (error: Error) => {
            assert.ok(error.message.includes(there.service.url) && !error.message.includes(SECRET));
            return coded('HTTP_REDIRECTED')(error);
          });
        }
        strike({ kind: 'answer', status: 302, headers: { location: there.service.url } });
        assert.equal((await http.fetch(service.url, { headers })).status, 302);
      });
      assert.equal(there.seen.length, 0);
    }));

  it('knows the sign-in pages with which Azure DevOps refuses a token', () =>
    withHttp(async ({ http, service, strike }) => {
      for (const fault of [
        { status: 203, headers: { 'content-type': 'text/html; charset=utf-8' }, body: '<html>' },
        { status: 302, headers: { location: 'https://spsprodeus1.vssps.visualstudio.com/_signin?realm=x' } },
        { status: 302, headers: { location: 'https://login.microsoftonline.com/common/oauth2' } },
      ]) {
        strike({ kind: 'answer', ...fault });
        await assert.rejects(http.request({ method: 'GET', url: service.url, headers }), coded('HTTP_SIGN_IN'));
      }
    }));
});

describe('HTTP: cancellation', () => {
  const reason = new Error('cancelled by the user');

  it('ends a request that is under way, and starts no other', async () => {
    const cancel = new AbortController();
    await withHttp(
      async ({ http, service, strike, slept }) => {
        strike({ kind: 'stall', afterBytes: 1 });
        const running = http.request({ method: 'GET', url: service.url });
        setTimeout(() => cancel.abort(reason), 50);
        await assert.rejects(running, reason);
        await assert.rejects(http.request({ method: 'GET', url: service.url }), reason);
        assert.deepEqual(slept, []);
      },
      { signal: cancel.signal },
    );
  });

  it('ends a wait', async () => {
    const cancel = new AbortController();
    await withHttp(
      async ({ http, service, strike }) => {
        strike({ kind: 'answer', status: 429, headers: { 'retry-after': '60' } });
        await assert.rejects(http.request({ method: 'GET', url: service.url }), reason);
      },
      {
        signal: cancel.signal,
        sleep: (ms, signal) => {
          setTimeout(() => cancel.abort(reason), 20);
          return sleep(ms, signal);
        },
      },
    );
  });

  it('ends a fetch', async () => {
    const cancel = new AbortController();
    await withHttp(
      async ({ http, service, strike }) => {
        strike({ kind: 'delay', ms: 5000 });
        setTimeout(() => cancel.abort(reason), 20);
        await assert.rejects(http.fetch(service.url));
      },
      { signal: cancel.signal },
    );
  });
});
