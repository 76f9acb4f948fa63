import assert from 'node:assert/strict';
import fc from 'fast-check';
import { describe, it } from 'mocha';
import { HttpStatusError, LostAnswerError } from '../../../src/clients/http/http-errors.ts';
import type { HttpRequest } from '../../../src/clients/http/http-client.ts';
import { backoff, parseRetryAfter } from '../../../src/clients/http/wait-times.ts';
import { SlipwayError } from '../../../src/errors.ts';
import { dateAt, withHttp } from './http-harness.ts';

const MINUTE = 60_000;

describe('HTTP: retries', () => {
  for (const method of ['GET', 'PUT', 'DELETE'] as const) {
    for (const status of [408, 429, 500, 502, 503, 504]) {
      it(`repeats ${method} after ${status}`, () =>
        withHttp(async ({ http, service, strike, slept }) => {
          strike({ kind: 'answer', status }, 3);
          assert.equal((await http.request({ method, url: service.url })).status, 200);
          assert.equal(slept.length, 3);
        }));
    }
  }

  for (const kind of ['reset', 'lostAnswer'] as const) {
    it(`repeats a read after ${kind}`, () =>
      withHttp(async ({ http, service, strike }) => {
        strike({ kind }, 2);
        assert.deepEqual((await http.request({ method: 'GET', url: service.url })).json(), { ok: true });
      }));
  }

  it('repeats a read whose answer is cut', () =>
    withHttp(async ({ http, service, strike }) => {
      strike({ kind: 'cut', afterBytes: 4 });
      assert.deepEqual((await http.request({ method: 'GET', url: service.url })).json(), { ok: true });
    }));

  it('repeats a read whose answer stalls', () =>
    withHttp(
      async ({ http, service, strike }) => {
        strike({ kind: 'stall', afterBytes: 4 });
        assert.deepEqual((await http.request({ method: 'GET', url: service.url })).json(), { ok: true });
      },
      { limits: { tryMs: 200 } },
    ));

  for (const status of [400, 401, 403, 404, 409, 413, 501, 505]) {
    it(`does not repeat after ${status}`, () =>
      withHttp(async ({ http, service, strike, slept }) => {
        strike({ kind: 'answer', status, body: { message: 'no such luck' } });
        await assert.rejects(http.request({ method: 'GET', url: service.url }), (error) => {
          assert.ok(error instanceof HttpStatusError);
          assert.equal(error.status, status);
          assert.match(error.message, /no such luck/);
          return true;
        });
        assert.deepEqual(slept, []);
      }));
  }

  const post = (url: string): HttpRequest => ({ method: 'POST', url, body: '{}' });

  it('repeats a POST that was refused for its rate', () =>
    withHttp(async ({ http, service, strike, seen }) => {
      strike({ kind: 'answer', status: 429 }, 2);
      await http.request(post(service.url));
      assert.equal(seen.length, 1);
    }));

  for (const fault of [
    { kind: 'reset' },
    { kind: 'lostAnswer' },
    { kind: 'cut', afterBytes: 3 },
    { kind: 'answer', status: 500 },
    { kind: 'answer', status: 503, headers: { 'retry-after': '1' } },
    { kind: 'answer', status: 408 },
  ] as const) {
    it(`leaves a POST to its caller after ${JSON.stringify(fault)}`, () =>
      withHttp(async ({ http, service, strike, slept }) => {
        strike(fault);
        await assert.rejects(http.request(post(service.url)), LostAnswerError);
        assert.deepEqual(slept, []);
      }));
  }

  it('repeats a POST that its caller calls safe', () =>
    withHttp(async ({ http, service, strike }) => {
      strike({ kind: 'lostAnswer' }, 2);
      await http.request({ ...post(service.url), retry: 'safe' });
    }));

  it('repeats a POST that could not even connect', () =>
    withHttp(
      async ({ http, service, slept }) => {
        await service.close();
        await assert.rejects(http.request(post(service.url)), (error) => {
          assert.ok(error instanceof SlipwayError && error.code === 'HTTP_UNREACHABLE');
          assert.match(error.message, /ECONNREFUSED/);
          return true;
        });
        assert.ok(slept.length > 3);
      },
      { random: () => 0.5 },
    ));

  it('survives an outage of two minutes, whatever chance does', () =>
    fc.assert(
      fc.asyncProperty(fc.infiniteStream(fc.double({ min: 0, max: 0.999, noNaN: true })), async (chances) => {
        await withHttp(
          async ({ http, service, elapsed }) => {
            service.faults.add({ match: () => elapsed() < 2 * MINUTE, fault: { kind: 'answer', status: 503 } });
            await http.request({ method: 'GET', url: service.url });
          },
          // A stream of zeros would be forty tries in no time.
          { random: () => 0.2 + 0.8 * (chances.next().value ?? 0) },
        );
      }),
      { numRuns: 15 },
    ));

  it('gives up in bounded time and tries, and says how often it tried', () =>
    withHttp(async ({ http, service, elapsed, slept }) => {
      service.faults.add({ match: () => true, fault: { kind: 'answer', status: 500, body: 'out of order' } });
      await assert.rejects(http.request({ method: 'GET', url: service.url }), /500 \(\d+ tries\): out of order/);
      assert.ok(elapsed() <= 150_000 && elapsed() > 120_000, String(elapsed()));
      assert.ok(slept.length <= 40);
    }));

  it('spreads its tries: from nothing up to twenty seconds', () => {
    assert.equal(backoff(1, 0), 0);
    assert.equal(backoff(1, 1), 1000);
    assert.equal(backoff(3, 0.5), 2000);
    assert.equal(backoff(30, 1), 20_000);
  });
});

describe('HTTP: Retry-After', () => {
  it('waits the seconds it is told, never less', () =>
    withHttp(
      async ({ http, service, strike, elapsed, lines }) => {
        strike({ kind: 'answer', status: 429, headers: { 'retry-after': '37' } });
        await http.request({ method: 'POST', url: service.url, body: '' });
        assert.ok(elapsed() >= 37_000 && elapsed() < 38_000);
        assert.ok(lines.some((line) => line.startsWith('info Waiting 37 s')));
      },
      { random: () => 0 },
    ));

  it('waits until the date it is told', () =>
    withHttp(
      async ({ http, service, strike, elapsed }) => {
        strike({ kind: 'answer', status: 503, headers: { 'retry-after': dateAt(42_000), date: dateAt(0) } });
        await http.request({ method: 'GET', url: service.url });
        assert.ok(elapsed() >= 42_000 && elapsed() < 43_000);
      },
      { random: () => 0 },
    ));

  it('does not trust its timer: a sleep that ends early is continued', async () => {
    let time = 0;
    await withHttp(
      async ({ http, service, strike }) => {
        strike({ kind: 'answer', status: 429, headers: { 'retry-after': '10' } });
        await http.request({ method: 'GET', url: service.url });
        assert.ok(time >= 10_000);
      },
      {
        now: () => time,
        sleep: (ms) => {
          time += Math.max(1, Math.floor(ms * 0.7));
          return Promise.resolve();
        },
      },
    );
  });

  it('fails at once when it would have to wait too long, and says until when', () =>
    withHttp(async ({ http, service, strike, slept }) => {
      strike({ kind: 'answer', status: 429, headers: { 'retry-after': '3600' } });
      await assert.rejects(http.request({ method: 'GET', url: service.url }), (error) => {
        assert.ok(error instanceof SlipwayError && error.code === 'HTTP_RATE_LIMITED');
        assert.match(error.message, /wait until 2026-11-20T13:00:00/);
        return true;
      });
      assert.deepEqual(slept, []);
    }));

  it('keeps other requests to that host back as well, after a success too', () =>
    withHttp(async ({ http, service, strike, elapsed }) => {
      strike({ kind: 'answer', status: 200, headers: { 'retry-after': '5', 'x-ratelimit-delay': '1.5' } });
      await http.request({ method: 'GET', url: service.url });
      assert.equal(elapsed(), 0);
      await http.request({ method: 'GET', url: service.url });
      assert.ok(elapsed() >= 5000);
    }));

  it('measures a date by the clock of the service, and ignores what is neither', () => {
    const now = Date.UTC(2030, 0, 1);
    assert.equal(parseRetryAfter({ 'retry-after': dateAt(9000), date: dateAt(2000) }, now), 7000);
    assert.equal(parseRetryAfter({ 'retry-after': new Date(now + 3000).toUTCString() }, now), 3000);
    assert.equal(parseRetryAfter({ 'retry-after': dateAt(0), date: dateAt(2000) }, now), 0);
    assert.equal(parseRetryAfter({ 'retry-after': '1.2' }, now), 1200);
    for (const value of ['', 'soon', '-5', '1e9', '99999999999']) {
      assert.equal(parseRetryAfter({ 'retry-after': value }, now), undefined, value);
    }
    assert.equal(parseRetryAfter({}, now), undefined);
  });
});
