import { ExpressionInvalid } from './expression-invalid.ts';
import type { Value } from './value.ts';

/** A map whose names are found without regard to case, as those of variables and parameters are. */
export class FoldedMap extends Map<string, Value> {
  readonly #names = new Map<string, string>();
  readonly #onMissing: 'null' | 'refuse';

  /** With `refuse`, asking for an unknown name is an error, as it is for parameters. */
  constructor(entries: Iterable<readonly [string, Value]> = [], onMissing: 'null' | 'refuse' = 'null') {
    super();
    this.#onMissing = onMissing;
    for (const [name, value] of entries) this.set(name, value);
  }

  override set(name: string, value: Value): this {
    const known = this.#names.get(name.toLowerCase());
    if (known === undefined) this.#names.set(name.toLowerCase(), name);
    return super.set(known ?? name, value);
  }

  override get(name: string): Value | undefined {
    const known = this.#names.get(name.toLowerCase());
    if (known !== undefined) return super.get(known);
    if (this.#onMissing === 'refuse') throw new ExpressionInvalid(`Key not found '${name}'`);
    return undefined;
  }

  override has(name: string): boolean {
    return this.#names.has(name.toLowerCase());
  }
}

/** A folded map of plain text. */
export const foldedTexts = (texts: Readonly<Record<string, string>>): FoldedMap => new FoldedMap(Object.entries(texts));
