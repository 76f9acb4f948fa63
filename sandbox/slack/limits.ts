import type { Clock } from '../core/clock.ts';
import { refuse } from './errors.ts';

/** A bucket that holds `burst` requests and fills again at `perMinute`. */
interface Rate {
  readonly perMinute: number;
  readonly burst: number;
}

export interface Limits {
  /** Messages per channel and app: one a second, with a small burst. */
  readonly messages: Rate;
  /** By method, per app; others have no limit. */
  readonly methods: Readonly<Record<string, Rate>>;
}

const tier = (perMinute: number): Rate => ({ perMinute, burst: perMinute });

/**
 * Slack's tiers: 1 (1 a minute), 2 (20), 3 (50), 4 (100). Slack lets short bursts of apps.connections.open through that
 * its tier does not promise; auth.test has hundreds a minute.
 */
export const SLACK_LIMITS: Limits = {
  messages: { perMinute: 60, burst: 3 },
  methods: {
    'auth.test': tier(600),
    'apps.connections.open': tier(60),
    'chat.update': tier(50),
    'chat.delete': tier(50),
    'chat.postEphemeral': tier(100),
    'conversations.history': tier(50),
    'conversations.replies': tier(50),
    'conversations.info': tier(50),
    'conversations.list': tier(20),
    'conversations.members': tier(100),
    'users.info': tier(100),
    'users.lookupByEmail': tier(50),
    'views.open': tier(100),
  },
};

interface Refusal {
  readonly at: string;
  /** `chat.postMessage A0… C0…`, `users.info A0…`. */
  readonly key: string;
  readonly retryAfterSeconds: number;
}

/** A request that came although Retry-After had told its sender to wait. */
interface Violation {
  readonly at: string;
  readonly key: string;
  readonly earlyByMs: number;
}

export interface LimitReport {
  readonly refusals: readonly Refusal[];
  readonly violations: readonly Violation[];
}

/** Requests that were under way when the refusal was sent are no violation; real milliseconds. */
const UNDER_WAY_MS = 100;

/** Counts requests against the limits and remembers who was told to wait. */
export class Limiter {
  readonly #clock: Clock;
  readonly #buckets = new Map<string, { tokens: number; at: number }>();
  readonly #waits = new Map<string, { readonly refusedAt: number; readonly retryAt: number }>();
  readonly #refusals: Refusal[] = [];
  readonly #violations: Violation[] = [];
  #limits: Limits = SLACK_LIMITS;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Undefined lifts every limit. */
  set limits(limits: Limits | undefined) {
    this.#limits = limits ?? { messages: { perMinute: Infinity, burst: Infinity }, methods: {} };
    this.#buckets.clear();
    this.#waits.clear();
  }

  get report(): LimitReport {
    return { refusals: this.#refusals, violations: this.#violations };
  }

  /** Counts a call of a method by an app; throws 429 when its tier is used up. */
  takeMethod(method: string, appId: string): void {
    const rate = this.#limits.methods[method];
    if (rate) this.#take(`${method} ${appId}`, rate);
  }

  /** Counts a message of an app into a channel. */
  takeMessage(appId: string, channelId: string): void {
    this.#take(`chat.postMessage ${appId} ${channelId}`, this.#limits.messages);
  }

  #take(key: string, { perMinute, burst }: Rate): void {
    if (!Number.isFinite(perMinute)) return;
    const now = this.#clock.now().getTime();
    const perMs = perMinute / 60_000;
    const known = this.#buckets.get(key) ?? { tokens: burst, at: now };
    const tokens = Math.min(burst, known.tokens + (now - known.at) * perMs);
    this.#noteViolation(key, now);
    // Sums of fractions fall short of one by a hair after exactly the time that was told.
    if (tokens >= 1 - 1e-6) {
      this.#buckets.set(key, { tokens: tokens - 1, at: now });
      return;
    }
    this.#buckets.set(key, { tokens, at: now });
    throw this.#refuse(key, now, Math.max(1, Math.ceil((1 - tokens) / perMs / 1000)));
  }

  #noteViolation(key: string, now: number): void {
    const wait = this.#waits.get(key);
    if (!wait || now >= wait.retryAt || now <= wait.refusedAt + UNDER_WAY_MS * this.#clock.speed) return;
    this.#violations.push({ at: new Date(now).toISOString(), key, earlyByMs: wait.retryAt - now });
  }

  #refuse(key: string, now: number, seconds: number) {
    const known = this.#waits.get(key);
    if (!known || known.retryAt <= now) this.#waits.set(key, { refusedAt: now, retryAt: now + seconds * 1000 });
    this.#refusals.push({ at: new Date(now).toISOString(), key, retryAfterSeconds: seconds });
    return refuse('ratelimited', { retryAfter: seconds });
  }
}
