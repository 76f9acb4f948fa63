/** USD per million tokens. */
export interface Price {
  readonly input: number;
  readonly output: number;
}

interface PriceTier extends Price {
  /** The tier holds for prompts of at most so many tokens. */
  readonly upTo: number;
}

const flat = (input: number, output: number): readonly PriceTier[] => [
  { upTo: Number.POSITIVE_INFINITY, input, output },
];

const PRICES: ReadonlyMap<string, readonly PriceTier[]> = new Map([
  ['claude-fable-5-1', flat(10, 50)],
  ['claude-opus-5-5', flat(4, 20)],
  ['claude-sonnet-5-5', flat(2, 10)],
  [
    'claude-haiku-5-5',
    [
      { upTo: 100_000, input: 0.1, output: 0.5 },
      { upTo: Number.POSITIVE_INFINITY, input: 0.5, output: 2.5 },
    ],
  ],
  ['claude-opus-5', flat(5, 25)],
  ['claude-sonnet-5', flat(2, 10)],
]);

/** The price of a request with a prompt of so many tokens, cached ones included; undefined for an unknown model. */
export const findPrice = (model: string, promptTokens: number): Price | undefined =>
  PRICES.get(model)?.find(({ upTo }) => promptTokens <= upTo);
