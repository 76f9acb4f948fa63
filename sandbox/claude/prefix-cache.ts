import { createHash } from 'node:crypto';
import type { Clock } from '../core/clock.ts';
import type { ModelFacts } from './models.ts';
import { blocksOf, type CountedRequest } from './strict/request-schema.ts';

type Ttl = '5m' | '1h';

/** The prompt up to and with one of its blocks. */
interface Prefix {
  /** Of all that stands before, byte by byte, marks apart: they may move on. */
  readonly hash: string;
  readonly tokens: number;
  readonly mark: Ttl | undefined;
}

/** How the prompt's tokens are billed. */
export interface InputTokens {
  readonly uncached: number;
  readonly read: number;
  readonly written: Readonly<Record<Ttl, number>>;
}

const LIFETIME: Readonly<Record<Ttl, number>> = { '5m': 5 * 60_000, '1h': 60 * 60_000 };

/** How many blocks before a mark are looked at for an entry. */
const LOOK_BACK = 20;

/** About four bytes a token. */
export const tokensOf = (bytes: number): number => Math.ceil(bytes / 4);

export const promptTokens = (request: CountedRequest): number => prefixesOf(request).at(-1)?.tokens ?? 0;

/** The prompt caches of all models. */
export class PrefixCache {
  readonly #clock: Clock;
  /** When each entry ends, by model and hash. */
  readonly #entries = new Map<string, { readonly ttl: Ttl; expires: number }>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Bills a prompt, and keeps the prefixes that it marks. */
  bill(request: CountedRequest, model: ModelFacts): InputTokens {
    const prefixes = prefixesOf(request);
    const total = prefixes.at(-1)?.tokens ?? 0;
    const marks = prefixes.flatMap(({ mark, tokens }, index) =>
      mark !== undefined && tokens >= model.cacheMinimum ? [{ index, ttl: mark, tokens }] : [],
    );
    const read = this.#longestHit(prefixes, marks, model);
    const written = { '5m': 0, '1h': 0 };
    let covered = read;
    for (const { index, ttl, tokens } of marks) {
      written[ttl] += Math.max(0, tokens - covered);
      covered = Math.max(covered, tokens);
      this.#keep(`${model.id} ${prefixes[index]?.hash ?? ''}`, ttl);
    }
    return { uncached: total - covered, read, written };
  }

  #longestHit(prefixes: readonly Prefix[], marks: readonly { readonly index: number }[], model: ModelFacts): number {
    for (const { index } of marks.toReversed()) {
      for (const { hash, tokens } of prefixes.slice(Math.max(0, index - LOOK_BACK), index + 1).toReversed()) {
        const entry = this.#entries.get(`${model.id} ${hash}`);
        if (!entry || entry.expires <= this.#now()) continue;
        entry.expires = this.#now() + LIFETIME[entry.ttl];
        return tokens;
      }
    }
    return 0;
  }

  #keep(key: string, ttl: Ttl): void {
    const known = this.#entries.get(key);
    const lasting = known?.ttl === '1h' ? '1h' : ttl;
    this.#entries.set(key, { ttl: lasting, expires: this.#now() + LIFETIME[lasting] });
  }

  #now(): number {
    return this.#clock.now().getTime();
  }
}

/** Tools, then system, then messages. What shapes them all without being a block stands before what it shapes. */
function prefixesOf(request: CountedRequest): Prefix[] {
  const hash = createHash('sha256');
  const prefixes: Prefix[] = [];
  let bytes = 0;
  const seed = (value: unknown, billed: boolean) => {
    const text = JSON.stringify(value);
    hash.update(text);
    if (billed) bytes += Buffer.byteLength(text);
  };
  const block = (kind: string, value: object) => {
    const { cache_control: mark, ...content } = value as { readonly cache_control?: { readonly ttl?: Ttl } | null };
    const text = JSON.stringify(content);
    hash.update(kind).update(text);
    bytes += Buffer.byteLength(text);
    const ttl = mark ? (mark.ttl ?? '5m') : undefined;
    prefixes.push({ hash: hash.copy().digest('base64'), tokens: tokensOf(bytes), mark: ttl });
  };

  const { output_config, tools = [], system = [], messages } = request;
  if (output_config?.format) seed(output_config.format, true);
  for (const tool of tools) block('tool', tool);
  for (const part of typeof system === 'string' ? [{ type: 'text', text: system }] : system) block('system', part);
  seed({ tool_choice: request.tool_choice, thinking: request.thinking }, false);
  for (const message of messages) for (const part of blocksOf(message)) block(message.role, part);
  return request.cache_control ? markLast(prefixes, request) : prefixes;
}

/** Top-level cache_control marks the last block that can be cached; thinking cannot. */
function markLast(prefixes: readonly Prefix[], { cache_control, messages }: CountedRequest): Prefix[] {
  const blocks = messages.flatMap(blocksOf);
  const fromEnd = blocks.toReversed().findIndex(({ type }) => type !== 'thinking' && type !== 'redacted_thinking');
  const last = prefixes.length - 1 - Math.max(0, fromEnd);
  return prefixes.map((prefix, index) => (index === last ? { ...prefix, mark: cache_control?.ttl ?? '5m' } : prefix));
}
