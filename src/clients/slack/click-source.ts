import type { Click, ClickSource } from '../../chat/ports.ts';
import { SlipwayError } from '../../errors.ts';
import { createConnections, type Network } from '../http/connections.ts';
import { sleep as realSleep } from '../http/sleep.ts';
import { backoff } from '../http/wait-times.ts';
import { parseClick } from './parse-click.ts';
import { explainRefusal } from './refusal.ts';
import { openSession, type Opened, type Session, type SessionOptions } from './socket-session.ts';

export interface ClickSourceOptions extends Omit<SessionOptions, 'connections'> {
  readonly network: Network;
  readonly sleep?: (ms: number, signal: AbortSignal) => Promise<void>;
  /** From 0 up to 1. */
  readonly random?: () => number;
}

/** So often a first connection is tried before a job goes on without listening. */
const FIRST_TRIES = 3;
/** A connection that another job took is asked for again so often. */
const CROWDED_MS = 15_000;
const CROWDED = /^too_many_(websockets|connections)$/;

/** Clicks by Socket Mode: we call Slack, no port is opened. */
export const createClickSource = (options: ClickSourceOptions): ClickSource => ({
  async listen(onClick) {
    const listener = createListener(options, onClick);
    for (let tries = 1; ; tries += 1) {
      const step = await listener.open();
      if (step.kind === 'open') return { kind: 'listening', close: listener.follow(step.session) };
      if (step.kind === 'again' && tries < FIRST_TRIES) {
        await listener.pause(step.afterMs ?? backoff(tries, listener.random()));
        continue;
      }
      await listener.close();
      return { kind: 'refused', reason: step.reason };
    }
  },
});

/** What becomes of an attempt to connect. */
type Step =
  | { readonly kind: 'open'; readonly session: Session }
  | { readonly kind: 'crowded'; readonly reason: string }
  | { readonly kind: 'again'; readonly reason: string; readonly afterMs: number | undefined };

function createListener(options: ClickSourceOptions, onClick: (click: Click) => Promise<void>) {
  const { log, redact, random = Math.random, sleep = realSleep } = options;
  const connections = createConnections(options.network);
  const closing = new AbortController();
  const sessions = new Set<Session>();
  const isClosing = () => closing.signal.aborted;

  const onInteraction = (body: unknown): void => {
    const click = parseClick(body);
    if (click === undefined) return;
    onClick(click).catch((error: unknown) => {
      if (closing.signal.aborted) return;
      log.warn(`A click could not be answered: ${error instanceof Error ? error.message : String(error)}`);
    });
  };

  async function open(): Promise<Step> {
    const opened = await openSession({ ...options, connections }, onInteraction);
    if (opened.kind !== 'open') return stepAfter(opened, redact);
    sessions.add(opened.session);
    return opened;
  }

  async function leave(session: Session): Promise<void> {
    await session.close();
    sessions.delete(session);
  }

  /** Keeps one connection until `close`: the next is opened before the old one goes, so that no click finds none. */
  async function keep(first: Session): Promise<void> {
    let session: Session | undefined = first;
    let tries = 0;
    while (!isClosing()) {
      if (session !== undefined) log.debug(`Socket Mode: ${await session.ending}`);
      if (isClosing()) return;
      const step = await open();
      if (session !== undefined) await leave(session);
      session = step.kind === 'open' ? step.session : undefined;
      tries = session === undefined ? tries + 1 : 0;
      if (step.kind !== 'open') await sleep(pauseAfter(step, tries), closing.signal);
    }
  }

  const pauseAfter = (step: Exclude<Step, { kind: 'open' }>, tries: number): number => {
    log.debug(`Socket Mode: not connected, ${step.reason}`);
    // The connection that just went may have been the one too many.
    if (step.kind === 'crowded') return tries === 1 ? 0 : CROWDED_MS;
    return step.afterMs ?? backoff(tries, random());
  };

  async function close(): Promise<void> {
    closing.abort(new Error('No longer listening.'));
    await Promise.all([...sessions].map(leave));
    await connections.close();
  }

  return {
    random,
    open,
    close,
    pause: (ms: number) => sleep(ms, closing.signal),
    follow(session: Session): () => Promise<void> {
      keep(session).catch((error: unknown) => {
        if (closing.signal.aborted) return;
        log.warn(`Clicks are no longer heard here: ${error instanceof Error ? error.message : String(error)}`);
      });
      return async () => {
        await close();
        // One that was being opened meanwhile.
        await Promise.all([...sessions].map(leave));
      };
    },
  };
}

/** Throws what no other try can mend. */
function stepAfter(opened: Exclude<Opened, { kind: 'open' }>, redact: (text: string) => string): Step {
  if (opened.kind === 'left') return stepAfterLeaving(opened.reason);
  const { end } = opened;
  switch (end.kind) {
    case 'refused':
      if (CROWDED.test(end.error)) return { kind: 'crowded', reason: end.error };
      throw explainRefusal({ ...end, method: 'apps.connections.open', details: end.details.map(redact) });
    case 'limited':
      return { kind: 'again', reason: 'Slack limits how often one may connect', afterMs: end.afterMs };
    case 'lost':
      return { kind: 'again', reason: end.text, afterMs: undefined };
    case 'unreadable':
      return { kind: 'again', reason: 'what answered is not Slack', afterMs: undefined };
  }
}

function stepAfterLeaving(reason: string): Step {
  if (CROWDED.test(reason)) return { kind: 'crowded', reason };
  if (reason !== 'link_disabled') return { kind: 'again', reason, afterMs: undefined };
  throw new SlipwayError('Socket Mode of the Slack app is switched off.', {
    kind: 'input',
    code: 'SLACK_SOCKET_MODE_OFF',
    hint: "Switch it on in the app's settings (Socket Mode), with Interactivity.",
  });
}
