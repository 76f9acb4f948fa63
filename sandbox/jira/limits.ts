import type { Clock } from '../core/clock.ts';
import { JiraError } from './errors.ts';

interface Rate {
  readonly requests: number;
  /** The window, in sandbox milliseconds. */
  readonly perMs: number;
}

/** What is let through; without a rate there is no limit. */
export interface Limits {
  /** Per caller and endpoint. */
  readonly burst?: Rate;
  /** Writes per issue. */
  readonly perIssueOnWrite?: Rate;
  /** Per caller, over all. */
  readonly quota?: Rate;
  /** How Retry-After is written. */
  readonly retryAfter?: 'seconds' | 'date';
}

type LimitReason = 'jira-burst-based' | 'jira-per-issue-on-write' | 'jira-quota-global-based';

interface Refusal {
  readonly at: string;
  readonly reason: LimitReason;
  /** Endpoint, issue or caller. */
  readonly key: string;
  readonly retryAt: string;
}

/** A request that came although Retry-After had told its sender to wait. */
interface Violation {
  readonly at: string;
  readonly reason: LimitReason;
  readonly key: string;
  readonly earlyByMs: number;
}

export interface LimitReport {
  readonly requests: number;
  readonly refusals: readonly Refusal[];
  readonly violations: readonly Violation[];
}

/** Requests that were under way when the refusal was sent are no violation; real milliseconds. */
const UNDER_WAY_MS = 100;

interface Bucket {
  readonly reason: LimitReason;
  readonly key: string;
  readonly rate: Rate;
}

interface LimitedRequest {
  readonly caller: string;
  /** `POST issue/{issue}/transitions` */
  readonly endpoint: string;
  /** Of a write to an issue. */
  readonly issueId?: string;
}

/** Counts requests against the limits and remembers who was told to wait. */
export class Limiter {
  readonly #clock: Clock;
  readonly #passed = new Map<string, number[]>();
  readonly #waits = new Map<string, { readonly refusedAt: number; readonly retryAt: number }>();
  readonly #refusals: Refusal[] = [];
  readonly #violations: Violation[] = [];
  #limits: Limits = {};
  #requests = 0;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  set limits(limits: Limits) {
    this.#limits = limits;
    this.#passed.clear();
    this.#waits.clear();
  }

  get report(): LimitReport {
    return { requests: this.#requests, refusals: this.#refusals, violations: this.#violations };
  }

  /** Counts a request; throws 429 when a limit is reached. */
  take(request: LimitedRequest): void {
    this.#requests += 1;
    const now = this.#clock.now().getTime();
    const buckets = this.#bucketsOf(request);
    for (const bucket of buckets) this.#noteViolation(bucket, now);
    const full = buckets.find((bucket) => this.#recent(bucket, now).length >= bucket.rate.requests);
    if (full) throw this.#refuse(full, now);
    for (const bucket of buckets) this.#recent(bucket, now).push(now);
  }

  #bucketsOf({ caller, endpoint, issueId }: LimitedRequest): readonly Bucket[] {
    const { burst, perIssueOnWrite, quota } = this.#limits;
    return [
      ...(quota ? [{ reason: 'jira-quota-global-based', key: caller, rate: quota } as const] : []),
      ...(burst ? [{ reason: 'jira-burst-based', key: `${caller} ${endpoint}`, rate: burst } as const] : []),
      ...(perIssueOnWrite && issueId !== undefined
        ? [{ reason: 'jira-per-issue-on-write', key: issueId, rate: perIssueOnWrite } as const]
        : []),
    ];
  }

  /** The moments within the window; the list that is kept. */
  #recent({ reason, key, rate }: Bucket, now: number): number[] {
    const name = `${reason} ${key}`;
    const recent = (this.#passed.get(name) ?? []).filter((at) => at > now - rate.perMs);
    this.#passed.set(name, recent);
    return recent;
  }

  #noteViolation({ reason, key }: Bucket, now: number): void {
    const wait = this.#waits.get(`${reason} ${key}`);
    if (!wait || now >= wait.retryAt || now <= wait.refusedAt + UNDER_WAY_MS * this.#clock.speed) return;
    this.#violations.push({ at: new Date(now).toISOString(), reason, key, earlyByMs: wait.retryAt - now });
  }

  #refuse(bucket: Bucket, now: number): JiraError {
    const { reason, key, rate } = bucket;
    const oldest = this.#recent(bucket, now)[0] ?? now;
    const seconds = Math.max(1, Math.ceil((oldest + rate.perMs - now) / 1000));
    // A date has whole seconds: the next one after the wait, or it would be told too early.
    const retryAt = Math.ceil((now + seconds * 1000) / 1000) * 1000;
    const isDate = this.#limits.retryAfter === 'date';
    const until = isDate ? retryAt : now + seconds * 1000;
    const name = `${reason} ${key}`;
    const known = this.#waits.get(name);
    if (!known || known.retryAt <= now) this.#waits.set(name, { refusedAt: now, retryAt: until });
    this.#refusals.push({
      at: new Date(now).toISOString(),
      reason,
      key,
      retryAt: new Date(until).toISOString(),
    });
    return new JiraError(429, {
      messages: ['Rate limit exceeded.'],
      headers: {
        'retry-after': isDate ? new Date(retryAt).toUTCString() : String(seconds),
        'ratelimit-reason': reason,
        'x-ratelimit-limit': String(rate.requests),
        'x-ratelimit-remaining': '0',
        'x-ratelimit-reset': new Date(until).toISOString(),
      },
    });
  }
}
