import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import * as z from 'zod';
import { listEnvironments } from '../../../hub/data/environments.ts';
import { HubProblem } from '../../../hub/host/hub-problem.ts';
import { createPause } from '../../../hub/host/pause.ts';
import { createRest } from '../../../hub/host/rest.ts';

const READ = { what: 'the runs', path: 'Shop/_apis/build/builds?$top=1' };
const Body = z.object({ count: z.number() });

/** The REST API whose requests are answered one after the other; the last answer stays. */
function service(...answers: readonly (() => Response | Promise<Response>)[]) {
  const asked: { readonly url: string; readonly method: string | undefined }[] = [];
  const rest = createRest({
    baseUrl: 'https://dev.azure.com/fabrikam/',
    getToken: () => Promise.resolve('token'),
    deadlineMs: 20,
    async fetch(url, init = {}) {
      const answer = answers[Math.min(asked.length, answers.length - 1)];
      asked.push({ url: url as string, method: init.method });
      if (answer === undefined) throw new Error('Nothing is answered.');
      return Promise.race([answer(), aborted(init.signal)]);
    },
  });
  return { rest, asked };
}

const aborted = (signal: AbortSignal | null | undefined): Promise<never> =>
  new Promise((_, reject) => signal?.addEventListener('abort', () => reject(signal.reason as Error)));
const json = (body: unknown, status = 200, headers: Readonly<Record<string, string>> = {}) =>
  Response.json(body, { status, headers });
const busy = (seconds: string) => () => json({ message: 'Slow down' }, 429, { 'retry-after': seconds });
const problemOf = async (asking: Promise<unknown>) => {
  const problem = await asking.then(
    () => undefined,
    (error: unknown) => error,
  );
  assert.ok(problem instanceof HubProblem);
  return problem.problem;
};

describe('The REST API, as the hub asks it', () => {
  it('gives what has the right shape, of the version that is asked for', async () => {
    const { rest, asked } = service(() => json({ count: 2, more: true }));
    assert.deepEqual(await rest.get(READ, Body), { count: 2 });
    assert.equal(asked[0]?.url, `https://dev.azure.com/fabrikam/${READ.path}&api-version=7.1`);
    assert.equal((await problemOf(rest.get(READ, z.string()))).kind, 'unreadable');
  });

  it('tells what a person can act on', async () => {
    const answers = [
      [() => json({ message: 'x' }, 401), { kind: 'signedOut' }],
      [() => json({ message: 'Needs View builds.' }, 403), { kind: 'forbidden', detail: 'Needs View builds.' }],
      [() => json({ message: 'TF401019: gone' }, 404), { kind: 'missing', detail: 'TF401019: gone' }],
      [busy('40'), { kind: 'busy', seconds: 40 }],
      [() => json({ message: 'Broken' }, 500), { kind: 'refused', status: 500, detail: 'Broken' }],
      [() => Promise.reject(new TypeError('Failed to fetch')), { kind: 'offline' }],
      [() => new Promise<Response>(() => undefined), { kind: 'slow' }],
    ] as const;
    for (const [answer, problem] of answers)
      assert.deepEqual(await problemOf(service(answer).rest.get(READ, Body)), problem);
    assert.equal(await service(() => json({}, 404)).rest.find(READ, Body), undefined);
  });

  it('does not ask thrice by itself where it may not see how long to wait', async () => {
    const { rest, asked } = service(() => json({ message: 'Slow down' }, 429));
    assert.deepEqual(await problemOf(rest.get(READ, Body)), { kind: 'busy', seconds: undefined });
    assert.equal(asked.length, 1);
  });

  it('lists environments page by page, and knows when some are missing', async () => {
    const page = (id: number, next?: string) => () =>
      json({ value: [{ id, name: `${id}` }] }, 200, next === undefined ? {} : { 'x-ms-continuationtoken': next });
    const whole = service(page(1, '1'), page(2, '2'), page(3));
    const found = await listEnvironments(whole.rest, { project: 'Shop' });
    assert.deepEqual([found.environments.map(({ id }) => id), found.isWhole], [[1, 2, 3], true]);
    assert.match(whole.asked[2]?.url ?? '', /continuationToken=2&/);
    const endless = service(page(1, '1'));
    assert.equal((await listEnvironments(endless.rest, { project: 'Shop' })).isWhole, false);
    assert.ok(endless.asked.length < 50);
  });

  it('takes an answer that ends half-way for the network that it is', async () => {
    const broken = () =>
      new Response(new ReadableStream({ pull: (body) => body.error(new TypeError('network error')) }));
    const stuck = () => new Response(new ReadableStream({ pull: () => new Promise(() => undefined) }));
    for (const [answer, kind] of [
      [broken, 'offline'],
      [stuck, 'slow'],
    ] as const) {
      assert.deepEqual(await problemOf(service(answer).rest.get(READ, Body)), { kind });
      assert.deepEqual(await problemOf(service(answer).rest.findBytes(READ)), { kind });
    }
  });

  it('waits no longer for a token than for an answer', async () => {
    const getToken = () => new Promise<string>(() => undefined);
    const rest = createRest({ baseUrl: 'https://dev.azure.com/fabrikam/', getToken, deadlineMs: 20 });
    assert.deepEqual(await problemOf(rest.get(READ, Body)), { kind: 'slow' });
  });

  it('knows the page to sign in, which comes as if all were well', async () => {
    const page = () => new Response('<html>Sign In</html>', { status: 203 });
    assert.deepEqual(await problemOf(service(page).rest.get(READ, Body)), { kind: 'signedOut' });
  });

  it('asks for another token when one is refused, and reads once more', async () => {
    const tokens: boolean[] = [];
    const answers = [401, 200, 200];
    const rest = createRest({
      baseUrl: 'https://dev.azure.com/fabrikam/',
      getToken: (anew) => Promise.resolve(`${tokens.push(anew)}`),
      fetch: () => Promise.resolve(json({ count: 1 }, answers.shift())),
    });
    assert.deepEqual([await rest.get(READ, Body), await rest.get(READ, Body)], [{ count: 1 }, { count: 1 }]);
    assert.deepEqual(tokens, [false, true, false]);
  });

  it('asks for another token also when another request was answered meanwhile', async () => {
    let end = (): void => undefined;
    const late = new Promise<void>((resolve) => (end = resolve));
    const slowly = new ReadableStream({ pull: (body) => late.then(() => body.close()) });
    const answers = [new Response(slowly, { status: 401 }), json({ count: 1 })];
    const rest = createRest({
      baseUrl: 'https://dev.azure.com/fabrikam/',
      getToken: (anew) => Promise.resolve(anew ? 'new' : 'old'),
      fetch: (_, init) => {
        const isNew = new Headers(init?.headers).get('authorization') === 'Bearer new';
        return Promise.resolve(answers.shift() ?? json({ count: 2 }, isNew ? 200 : 401));
      },
    });
    const first = rest.get(READ, Body);
    assert.deepEqual(await rest.get(READ, Body), { count: 1 });
    end();
    assert.deepEqual(await first, { count: 2 });
  });

  it('waits by itself for a short pause, thrice at most', async () => {
    const once = service(busy('0'), () => json({ count: 1 }));
    assert.deepEqual(await once.rest.get(READ, Body), { count: 1 });
    const never = service(busy('0'));
    assert.deepEqual(await problemOf(never.rest.get(READ, Body)), { kind: 'busy', seconds: 0 });
    assert.equal(never.asked.length, 3);
  });

  it('tells the page of every pause that is asked for, also by an answer that is whole', async () => {
    const pauses: (number | undefined)[] = [];
    for (const answer of [
      json({}, 429, { 'retry-after': '40' }),
      json({}, 503),
      json({ count: 1 }, 200, { 'retry-after': '5' }),
      json({ count: 1 }),
    ]) {
      const rest = createRest({
        baseUrl: 'https://dev.azure.com/fabrikam/',
        getToken: () => Promise.resolve('token'),
        fetch: () => Promise.resolve(answer),
        pause: { ask: (seconds) => pauses.push(seconds) },
      });
      await rest.send('POST', { ...READ, body: {} }, z.unknown()).catch(() => undefined);
    }
    assert.deepEqual(pauses, [40, undefined, 5]);
  });

  it('keeps the longest pause, but none for hours', () => {
    let now = 0;
    const pause = createPause(() => now);
    const lasts = (): number => {
      const begun = now;
      while (!pause.isOver()) now += 1000;
      return (now - begun) / 1000;
    };
    assert.equal(lasts(), 0);
    for (const seconds of [5, 40, 1]) pause.ask(seconds);
    assert.equal(lasts(), 40);
    pause.ask(undefined);
    assert.equal(lasts(), 30);
    pause.ask(86_400);
    assert.equal(lasts(), 900);
  });

  it('sends a write once, whatever comes of it', async () => {
    for (const answer of [busy('0'), () => Promise.reject(new TypeError('Failed to fetch'))]) {
      const { rest, asked } = service(answer);
      await problemOf(rest.send('POST', { ...READ, body: {} }, Body));
      assert.deepEqual(
        asked.map(({ method }) => method),
        ['POST'],
      );
    }
  });
});
